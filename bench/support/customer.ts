import { sampleCompanies } from '../../server/sample/sample-data.ts';
import { REP } from '../../tests/support/world.ts';

import { rawMail } from '../../tests/webmail/gmail/samples.ts';
import type { StandInMessage, WebmailStandIn } from '../../tests/webmail/stand-in.ts';

const [person] = sampleCompanies.flatMap(({ people }) => people);
if (!person) throw new Error('Nobody is in the sample.');

/** Somebody the CRM knows. */
export const customer = { name: `${person.firstName} ${person.lastName}`, email: person.email };

let delivered = 0;

/** A message comes in, of the customer unless told: 3 KB, with a text as people write it. */
export function deliver(webmail: Pick<WebmailStandIn, 'deliver'>, from = customer): StandInMessage {
  delivered += 1;
  const html = `<p>${'Could you send us the prices for the next order, please? '.repeat(40)}</p>`;
  return webmail.deliver(
    REP.address,
    rawMail({
      from,
      to: `${REP.name} <${REP.address}>`,
      subject: `Question ${delivered}`,
      html,
      messageId: `<bench-${delivered}@${from.email.split('@')[1]}>`,
      dateMs: Date.now(),
    }),
  );
}
