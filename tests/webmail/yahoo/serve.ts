import { listen } from '../gmail/http.ts';
import { rawMail } from '../gmail/samples.ts';
import { createYahooStandIn } from './yahoo-stand-in.ts';

const REP = 'rep@example.com';
const MINUTE_MS = 60_000;

const handle = (request: Request): Promise<Response> => webmail.handle(request);
const [mail, apis, login, images] = [
  await listen(handle),
  await listen(handle),
  await listen(handle),
  await listen(handle),
];
const webmail = createYahooStandIn({
  accounts: [
    {
      address: REP,
      name: 'Robin Reyes',
      aliases: [{ address: 'sales@example.com', name: 'Example Sales' }],
      linked: [{ address: 'robin@family.example', name: 'Robin (home)' }],
    },
  ],
  origins: { mail: mail.origin, apis: apis.origin, login: login.origin, images: images.origin },
  undoMs: 5000,
  adverts: 2,
  client: process.argv.includes('--novation') ? 'novation' : process.argv.includes('--basic') ? 'basic' : 'norrin',
});

const nowMs = Date.now();
const senders: [string, string, string][] = [
  ['Ana Torres', 'ana@northwind.example', 'Offer for the second line'],
  ['Sam (home)', 'sam@family.example', 'Dinner on Friday?'],
  ['Weekly Garden', 'news@garden.example', 'Five plants for dark corners'],
];
senders.forEach(([name, email, subject], place) => {
  const dateMs = nowMs - (place + 1) * 30 * MINUTE_MS;
  const raw = rawMail({
    from: { name, email },
    to: `Robin Reyes <${REP}>`,
    subject,
    html: '<p class="lead">Dear Robin,</p><p>could you send prices for <b>200 pieces</b>?</p>',
    messageId: `<${dateMs}.${email}>`,
    dateMs,
  });
  webmail.deliver(REP, raw, { receivedMs: dateMs });
});
console.log(webmail.url(REP));
