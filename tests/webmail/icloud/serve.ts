import { listen } from '../gmail/http.ts';
import { rawMail } from '../gmail/samples.ts';
import { createIcloudStandIn } from './icloud-stand-in.ts';

// The stand-in over plain HTTP, to be looked at: prints an address on 127.0.0.1.

const REP = 'rep@example.com';
const MINUTE_MS = 60_000;

const handle = (request: Request): Promise<Response> => webmail.handle(request);
const open = async (): Promise<string> => (await listen(handle)).origin;
const webmail = createIcloudStandIn({
  accounts: [
    { address: REP, name: 'Robin Reyes', aliases: [{ address: 'sales@example.com', name: 'Example Sales' }] },
    { address: 'second@icloud.com', name: 'Robin (second)' },
  ],
  origins: {
    www: await open(),
    setup: await open(),
    gateway: await open(),
    mcc: await open(),
    mail: await open(),
    sandbox: await open(),
  },
  undoMs: 5000,
});

const mail = (minutesAgo: number, name: string, email: string, subject: string, html: string, more = {}): void => {
  const dateMs = Date.now() - minutesAgo * MINUTE_MS;
  const messageId = `<${minutesAgo}.${email}>`;
  const to = `Robin Reyes <${REP}>`;
  webmail.deliver(REP, rawMail({ from: { name, email }, to, subject, html, messageId, dateMs, ...more }), dateMs);
};
mail(70, 'Sam (home)', 'sam@family.example', 'Dinner on Friday?', '<p>Seven o’clock at ours?</p>');
mail(
  42,
  'Ana Torres',
  'ana@northwind.example',
  'Offer for the second line',
  '<p>Dear Robin,</p><p>prices for <b>200</b>?</p>',
  {
    files: [{ name: 'Stückliste.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4 stand-in') }],
  },
);
mail(12, 'Ana Torres', 'ana@northwind.example', 'Re: Offer for the second line', '<p>Delivery by March?</p>', {
  inReplyTo: '<42.ana@northwind.example>',
});
console.log(webmail.url(REP));
