import { sampleCompanies } from '../../server/sample/sample-data.ts';
import { REP } from '../../tests/support/world.ts';
import type { GmailStandIn } from '../../tests/webmail/gmail/gmail-stand-in.ts';
import { rawMail } from '../../tests/webmail/gmail/samples.ts';
import type { StandInMessage } from '../../tests/webmail/stand-in.ts';

const [person] = sampleCompanies.flatMap(({ people }) => people);
if (!person) throw new Error('Nobody is in the sample.');

/** Somebody the CRM knows. */
export const customer = { name: `${person.firstName} ${person.lastName}`, email: person.email };

let delivered = 0;

/** A message of the customer comes in: 3 KB, with a text as people write it. */
export function deliver(gmail: Pick<GmailStandIn, 'deliver'>): StandInMessage {
  delivered += 1;
  const html = `<p>${'Could you send us the prices for the next order, please? '.repeat(40)}</p>`;
  return gmail.deliver(
    REP.address,
    rawMail({
      from: customer,
      to: `${REP.name} <${REP.address}>`,
      subject: `Question ${delivered}`,
      html,
      messageId: `<bench-${delivered}@${customer.email.split('@')[1]}>`,
      dateMs: Date.now(),
    }),
  );
}
