import { toAsciiHost } from './host.ts';

/** Both names lead to the same mailboxes, in which dots mean nothing. */
const GMAIL_DOMAINS = new Set(['gmail.com', 'googlemail.com']);

export interface EmailParts {
  local: string;
  /** Lower-case ASCII. */
  domain: string;
}

/** Splits an address at its last `@` and brings both sides into the form they are compared in; null for nonsense. */
export function parseEmail(text: string): EmailParts | null {
  const email = text.trim();
  const at = email.lastIndexOf('@');
  if (at < 1) return null;
  const domain = toAsciiHost(email.slice(at + 1));
  if (domain === null) return null;
  return { local: email.slice(0, at).trim().toLowerCase().normalize('NFC'), domain };
}

/**
 * Keys of the mailbox itself: the address, and for Gmail also the spelling without dots at `gmail.com`, since all
 * spellings of it arrive in one mailbox. The directory is indexed under these and asked for these.
 */
export function mailboxKeys({ local, domain }: EmailParts): string[] {
  const key = `${local}@${domain}`;
  if (!GMAIL_DOMAINS.has(domain)) return [key];
  const dotless = `${local.replaceAll('.', '')}@gmail.com`;
  return dotless === key ? [key] : [key, dotless];
}

/** Keys of the mailbox behind a plus-address (`ann+offers@…` → `ann@…`); none for an address without a plus. */
export function plusKeys({ local, domain }: EmailParts): string[] {
  const plus = local.indexOf('+');
  return plus < 1 ? [] : mailboxKeys({ local: local.slice(0, plus), domain });
}
