import { createGmailStandIn, type GmailStandIn } from './gmail-stand-in.ts';
import { listen } from './http.ts';
import { rawMail } from './samples.ts';

const REP = 'rep@example.com';
const MINUTE_MS = 60_000;

function fill(webmail: GmailStandIn): void {
  const nowMs = Date.now();
  const mail = (
    minutesAgo: number,
    name: string,
    email: string,
    subject: string,
    html: string,
    more: object = {},
  ): void => {
    const messageId = `<${minutesAgo}.${email}>`;
    const dateMs = nowMs - minutesAgo * MINUTE_MS;
    const raw = rawMail({
      from: { name, email },
      to: `Robin Reyes <${REP}>`,
      subject,
      html,
      messageId,
      dateMs,
      ...more,
    });
    webmail.deliver(REP, raw, dateMs);
  };
  mail(95, 'Weekly Garden', 'news@garden.example', 'Five plants for dark corners', '<p>Ferns first.</p>', {
    headers: ['List-Id: <weekly.garden.example>'],
  });
  mail(70, 'Sam (home)', 'sam@family.example', 'Dinner on Friday?', '<p>Seven o’clock at ours?</p>');
  mail(
    42,
    'Ana Torres',
    'ana@northwind.example',
    'Offer for the second line',
    '<p>Dear Robin,</p><p>attached is the list we spoke about. Could you send prices for <b>200 pieces</b>?</p><p>Best regards<br>Ana</p>',
    {
      files: [{ name: 'Stückliste.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4 stand-in') }],
    },
  );
  mail(
    12,
    'Ana Torres',
    'ana@northwind.example',
    'Re: Offer for the second line',
    '<p>One more thing: delivery by March?</p>',
    { inReplyTo: '<42.ana@northwind.example>' },
  );
}

const origins = { mail: '', source: '', accounts: '' };
const handle = (request: Request): Promise<Response> => webmail.handle(request);
const servers = [await listen(handle), await listen(handle), await listen(handle)];
const [mail, source, accounts] = servers;
Object.assign(origins, { mail: mail?.origin, source: source?.origin, accounts: accounts?.origin });
const webmail = createGmailStandIn({
  accounts: [
    { address: REP, name: 'Robin Reyes', aliases: [{ address: 'sales@example.com', name: 'Example Sales' }] },
    { address: 'second@example.com', name: 'Robin (second)' },
  ],
  origins,
  undoMs: 5000,
});
fill(webmail);
console.log(webmail.url(REP));
