import { isEmail } from '../../email-pattern.ts';
import type { SeenCall } from '../../page-tap/page-filter.ts';

/** Whose mailbox a request is for, as far as the request itself says. */
export interface CallMailbox {
  /** Address in lower case; empty where the request names none that is an address. */
  mailbox: string;
  /** True where somebody asked for exactly this mailbox, so that it need not be the one of who is signed in. */
  isExplicit: boolean;
}

/** Opaque names of mailboxes have an `@` too, and are no addresses. */
const opaque = /^(?:PUID|Oid|CID|MBX|SMTP-GUID|OID-[\w-]+):/i;
const SMTP_MARK = /^(?:AAD-SMTP|SMTP|UPN|AAD-UPN):/i;

/**
 * Reads the mailbox off headers and address: an explicit logon, a mailbox in the path of the service (`/owa/<address>/`),
 * then the anchor mailbox, which routes the request and may be opaque.
 */
export function mailboxOfCall({ url, headers }: Pick<SeenCall, 'url' | 'headers'>): CallMailbox {
  const explicit = emailIn(headers.get('x-owa-explicitlogonuser')) ?? emailIn(pathMailbox(url));
  if (explicit !== undefined) return { mailbox: explicit, isExplicit: true };
  return { mailbox: emailIn(headers.get('x-anchormailbox')) ?? '', isExplicit: false };
}

function pathMailbox(url: string): string | undefined {
  const segment = /\/([^/?#]+)\/(?:service\.svc|startupdata\.ashx|sessiondata\.ashx)/.exec(url)?.[1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function emailIn(text: string | undefined): string | undefined {
  const value = (text ?? '').trim();
  if (opaque.test(value)) return undefined;
  const email = value.replace(SMTP_MARK, '').toLowerCase();
  return isEmail(email) ? email : undefined;
}
