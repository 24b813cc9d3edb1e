import { listen } from '../gmail/http.ts';
import { rawMail, type SampleMail } from '../gmail/samples.ts';
import { createOutlookStandIn } from './outlook-stand-in.ts';

// The stand-in over plain HTTP, to be looked at: prints two addresses on 127.0.0.1, of the cloud and of a company.

const REP = 'rep@example.com';
const MINUTE_MS = 60_000;

for (const onPremises of [false, true]) {
  const handle = (request: Request): Promise<Response> => webmail.handle(request);
  const origins = { mail: (await listen(handle)).origin, signIn: (await listen(handle)).origin };
  const webmail = createOutlookStandIn({
    accounts: [
      { address: REP, name: 'Robin Reyes', aliases: [{ address: 'sales@example.com', name: 'Example Sales' }] },
    ],
    shared: [{ address: 'office@example.com', name: 'Office' }],
    origins,
    onPremises,
    undoMs: onPremises ? 0 : 5000,
  });
  const deliver = (
    minutesAgo: number,
    mail: Pick<SampleMail, 'from' | 'subject' | 'html'> & Partial<SampleMail>,
  ): void => {
    const dateMs = Date.now() - minutesAgo * MINUTE_MS;
    const messageId = `<${minutesAgo}.${mail.from.email}>`;
    const raw = rawMail({ to: `Robin Reyes <${REP}>`, messageId, dateMs, ...mail });
    webmail.deliver(REP, raw, { receivedMs: dateMs });
  };
  const ana = { name: 'Ana Torres', email: 'ana@northwind.example' };
  deliver(95, {
    from: { name: 'Weekly Garden', email: 'news@garden.example' },
    subject: 'Five plants for dark corners',
    html: '<p>Ferns first.</p>',
  });
  deliver(70, { from: { name: 'Kim Lee', email: 'kim@example.com' }, subject: 'Lunch?', html: '<p>At noon?</p>' });
  deliver(42, {
    from: ana,
    subject: 'Offer for the second line',
    html: '<p>Dear Robin,</p><p>could you send prices for <b>200 pieces</b>?</p>',
    files: [{ name: 'Stückliste.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4 stand-in') }],
  });
  deliver(12, {
    from: ana,
    subject: 'Re: Offer for the second line',
    html: '<p>One more thing: delivery by March?</p>',
    inReplyTo: '<42.ana@northwind.example>',
  });
  console.log(webmail.url(REP));
}
