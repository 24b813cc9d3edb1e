import { type EmailParts, mailboxKeys, parseEmail, plusKeys } from './email-keys.ts';

/** A mailbox by its addresses. */
export interface NamedMailbox {
  account: string;
  /** Further addresses of the same mailbox. */
  aliases: readonly string[];
}

/**
 * Whether somebody's address is one of a mailbox's own. Case is of no account; dots are where the provider says so
 * (Gmail), and a part after `+` belongs to the mailbox before it. An address that is not set belongs to no mailbox.
 */
export function isOwnMailbox(address: string, { account, aliases }: NamedMailbox): boolean {
  const keys = new Set([account, ...aliases].flatMap(keysOf));
  return keysOf(address).some((key) => keys.has(key));
}

function keysOf(address: string): string[] {
  const parts: EmailParts | null = parseEmail(address);
  return parts === null ? [] : [...mailboxKeys(parts), ...plusKeys(parts)];
}
