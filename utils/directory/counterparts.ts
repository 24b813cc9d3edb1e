import type { MailReference } from '../model/mail-reference.ts';
import { type EmailParts, mailboxKeys, parseEmail, plusKeys } from './email-keys.ts';
import { isFreeMail } from './free-mail.ts';
import { registrableDomain } from './host.ts';
import type { Rules } from './rules.ts';

/** What a decision may look at. */
export type MailFacts = Pick<MailReference, 'direction' | 'state' | 'envelope'>;

/** Somebody on the other side, with the keys the directory may know them by. */
export interface Counterpart {
  /** Keys of the address itself. */
  whole: string[];
  /** Keys behind a plus-address. */
  plus: string[];
  /** Domain of a company; null for free mail. */
  domain: string | null;
}

/** Everybody named on the envelope, in the order From, To, Cc, Bcc, Reply-To. */
export function people({ envelope }: MailFacts): EmailParts[] {
  const { from, to, cc, bcc, replyTo } = envelope;
  const addresses = [...(from ? [from] : []), ...to, ...cc, ...bcc, ...replyTo];
  return addresses.map(({ email }) => parseEmail(email)).filter((parts) => parts !== null);
}

/**
 * Those who are neither the rep nor of the rep's company. The sender of outgoing mail is the rep, whatever alias it
 * bears; where answers to it go is the rep's own business. In incoming mail Reply-To may name the real writer, whose
 * address a mailing list has replaced in From.
 */
export function counterparts(mail: MailFacts, rules: Rules): Counterpart[] {
  const { from: _, ...rest } = mail.envelope;
  const others = mail.direction === 'outgoing' ? { ...mail, envelope: { ...rest, replyTo: [] } } : mail;
  const byKey = new Map<string, Counterpart>();
  for (const address of people(others)) {
    if (rules.isRep(address) || rules.isColleague(address)) continue;
    const whole = mailboxKeys(address);
    const key = whole[0] ?? '';
    if (byKey.has(key)) continue;
    const domain = isFreeMail(address.domain) ? null : registrableDomain(address.domain);
    byKey.set(key, { whole, plus: plusKeys(address), domain });
  }
  return [...byKey.values()];
}
