import type { Address as ParsedAddress } from 'postal-mime';
import { type Address, emailSchema } from '../../model/address.ts';
import { MAX_RECIPIENTS } from '../../model/mail-reference.ts';
import { toOneLine } from './text.ts';

const MAX_NAME = 500;

/**
 * Mailboxes of a header, groups opened (`Team: a@example.com, b@example.com;`), what is no address left out. Letters
 * stay as they were sent, foreign scripts and look-alikes included.
 */
export function toAddresses(parsed: readonly ParsedAddress[] | undefined): Address[] {
  const addresses: Address[] = [];
  for (const mailbox of (parsed ?? []).flatMap((entry) => entry.group ?? [entry])) {
    if (addresses.length === MAX_RECIPIENTS) break;
    const email = emailSchema.safeParse(mailbox.address);
    if (!email.success) continue;
    const name = toOneLine(mailbox.name, MAX_NAME);
    addresses.push(name ? { email: email.data, name } : { email: email.data });
  }
  return addresses;
}
