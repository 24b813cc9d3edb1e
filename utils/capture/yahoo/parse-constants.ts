import { isEmail } from '../email-pattern.ts';
import { isMailboxId } from './ids.ts';
import type { Mailbox } from './readers/mail-record.ts';

const MAX_CHARS = 20_000;

/** Reads what the page-tap found in the page's own data. Untrusted like all it sends. */
export function parseConstants(text: string): Mailbox[] {
  if (text.length > MAX_CHARS) return [];
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return [];
  }
  const { selected, mailboxes } = (found ?? {}) as Record<string, unknown>;
  const others: unknown[] = Array.isArray(mailboxes) ? mailboxes : [];
  return [...toMailbox(selected, true), ...others.flatMap((each) => toMailbox(each, false))];
}

function toMailbox(value: unknown, isShown: boolean): Mailbox[] {
  const { id, email, isSelected, isPrimary } = (value ?? {}) as Record<string, unknown>;
  if (typeof email !== 'string' || !isEmail(email)) return [];
  const flags = { isSelected: isShown || isSelected === true, isPrimary: isPrimary === true };
  return [{ ...(isMailboxId(id) ? { id } : {}), email: email.toLowerCase(), ...flags }];
}
