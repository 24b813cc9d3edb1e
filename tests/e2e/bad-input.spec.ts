import { randomBytes } from 'node:crypto';
import { openPopup } from '../support/extension-pages.ts';
import { CUSTOMER } from '../support/mail-test.ts';
import { expect, test } from '../support/rep-test.ts';
import { REP } from '../support/world.ts';

test.describe.configure({ timeout: 120_000 });

const isNewEmail = ({ method, path }: { method: string; path: string }) => method === 'POST' && /\/emails$/.test(path);

/** What is read and what is sent is the same in both browsers; what a page can reach is not. */
const chromiumOnly = { tag: '@chromium' };

test(
  'logs a message of 40 MB, names what is over the limit, and the page stays at work',
  chromiumOnly,
  async ({ world, openRep, receive, expectLogged }) => {
    const { user } = await openRep({ settings: { ...world.settings, attachmentLimitMb: 20 } });
    const file = (name: string, size: number) => ({ name, mime: 'application/zip', bytes: randomBytes(size) });
    await user.page.evaluate(() => {
      const beat = { last: performance.now(), longestMs: 0 };
      Object.assign(window, { beat });
      setInterval(() => {
        beat.longestMs = Math.max(beat.longestMs, performance.now() - beat.last);
        beat.last = performance.now();
      }, 20);
    });
    receive({ subject: 'Large', files: [file('plans.zip', 22_000_000), file('offer.zip', 6_000_000)] });
    receive({ subject: 'Small one after it' });
    const emails = await expectLogged('Large', 'Small one after it');
    const large = emails.find(({ subject }) => subject === 'Large');
    expect(large?.body).toContain('Logged without plans.zip: larger than the limit');
    await expect
      .poll(async () => (await world.crmReader.emails()).find(({ subject }) => subject === 'Large')?.attachments, {
        timeout: 20_000,
      })
      .toEqual([expect.objectContaining({ name: 'offer.zip' })]);
    expect(user.page.errors).toEqual([]);
    // Far above what the machine's own load costs, far below what a person would call hung.
    expect(
      await user.page.evaluate(() => (window as unknown as { beat: { longestMs: number } }).beat.longestMs),
    ).toBeLessThan(2_000);
  },
);

test(
  'logs what is strange but readable, and shows it harmless in the CRM',
  chromiumOnly,
  async ({ world, openRep, receive, expectLogged }) => {
    const { browser, user } = await openRep({ settings: world.settings });
    const many = Array.from({ length: 500 }, (_, i) => `guest${i}@crowd.example`).join(', ');
    receive({ subject: 'To 500', to: `${REP.address}, ${many}` });
    receive({ subject: 'שלום \u202egnp.exe', from: { email: CUSTOMER.email, name: 'عمر \u202eرضي' } });
    receive({ subject: 'Homograph', from: { email: 'omar.haddad@b\u0456rch.example', name: 'Omar Haddad' } });
    receive({ subject: 'Punycode', from: { email: 'omar.haddad@xn--brch-p4d.example', name: 'Omar Haddad' } });
    receive({
      subject: 'Names',
      files: ['../../etc/passwd', 'invoice\u202efdp.exe', 'a\u0000b\r\nc.txt', `${'x'.repeat(400)}.pdf`].map(
        (name) => ({
          name,
          mime: 'application/octet-stream',
          bytes: Buffer.from('x'),
        }),
      ),
    });
    receive({
      subject: '<img src=x onerror=alert(1)>',
      html: '<p>Text</p><script>document.title="owned"</script><img src=x onerror="parent.document.title=\'owned\'"><a href="javascript:alert(1)">link</a>',
    });
    receive({ subject: 'Charset', headers: ['Content-Type: text/plain; charset="no-such-charset"'] });
    world.gmail.deliver(
      REP.address,
      `From: ${CUSTOMER.email}\r\nTo: ${REP.address}\r\nSubject: Broken\r\nMessage-ID: <broken@birch.example>\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n`,
    );

    const emails = await expectLogged(
      'To 500',
      'שלום gnp.exe',
      'Names',
      '<img src=x onerror=alert(1)>',
      'Charset',
      'Broken',
    );
    const bySubject = (subject: string) => emails.find((email) => email.subject === subject);
    // The field for recipients is too short for them; a field of the tenant's own holds them all.
    expect(new Set(JSON.stringify(bySubject('To 500')).match(/guest\d+@crowd\.example/g))).toHaveProperty('size', 500);
    const names = () =>
      world.crmReader
        .emails()
        .then((all) => all.find(({ subject }) => subject === 'Names')?.attachments.map(({ name }) => name) ?? []);
    await expect.poll(async () => (await names()).length).toBe(4);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    for (const name of await names()) expect(name).not.toMatch(/[\u0000-\u001f/\\\u202a-\u202e]|^\.|.{256}/u);

    const html = bySubject('<img src=x onerror=alert(1)>');
    const crm = await browser.page(world.crm.createSignInLink());
    await crm.goto(`${world.crm.url}/emails/${html?.id}`);
    await crm.waitFor('the text of the message', () => document.querySelector('iframe') !== null);
    expect(await crm.text('h1')).toBe('<img src=x onerror=alert(1)>');
    expect(await crm.evaluate(() => document.title)).not.toContain('owned');
    expect(crm.errors).toEqual([]);
    const { sandbox, src } = await crm.evaluate(() => {
      const frame = document.querySelector('iframe');
      return { sandbox: frame?.getAttribute('sandbox'), src: frame?.src ?? '' };
    });
    expect(sandbox).not.toMatch(/allow-(scripts|same-origin)/);
    await crm.goto(src);
    expect(await crm.text('body')).toContain('Text');
    expect(await crm.evaluate(() => document.body.outerHTML)).not.toMatch(/<script|onerror|javascript:/i);
    expect(user.page.errors).toEqual([]);
  },
);

test('stores nothing and throws nothing for what a hostile page makes up', async ({
  world,
  openRep,
  receive,
  expectLogged,
  expectStillLogged,
}) => {
  const { browser, user } = await openRep({ settings: world.settings });
  await user.page.evaluate(async () => {
    const frame = (text: string) => `["answer","sync-fd",1]\n${text}`;
    const texts = [
      '',
      '{',
      'null',
      '[]',
      '[[[[[]]]]]',
      '{"1":{"2":{"3":[]}}}',
      '['.repeat(100_000),
      'x'.repeat(3_000_000),
    ];
    for (const text of texts) {
      window.postMessage(frame(text), '*');
      const { port1, port2 } = new MessageChannel();
      window.postMessage('tandem:page-tap-port', '*', [port2]);
      port1.onmessage = () => undefined;
      port1.postMessage('observe:on');
      port1.postMessage(frame(text));
      for (const data of [{ tandem: 'content-bg:notice', request: {} }, text, null, 7]) window.postMessage(data, '*');
      window.dispatchEvent(new Event('tandem:page-tap-ready'));
      window.dispatchEvent(new CustomEvent('tandem:page-tap-ready', { detail: { text } }));
      // The page's own requests, answered in a shape no mailbox has.
      const answer = new Blob([text], { type: 'application/json' });
      await fetch(URL.createObjectURL(answer)).catch(() => undefined);
    }
  });
  world.gmail.set({ paddingBytes: 3_000_000 });
  await expectStillLogged();
  expect(user.page.errors).toEqual([]);
  world.gmail.set({ paddingBytes: 0 });
  receive({ subject: 'Real all the same' });
  await expectLogged('Real all the same');
  const popup = await openPopup(browser);
  await expect.poll(() => popup.text('.status')).toContain('Everything is in the CRM.');
});

const answers: [string, { status: number; body: unknown; headers?: Record<string, string> }, RegExp][] = [
  ['another shape of JSON', { status: 201, body: { hello: 'world' } }, /The CRM did not answer\. Nothing is lost\./],
  [
    'a page of HTML',
    { status: 200, body: '<!doctype html><title>Sign in</title>', headers: { 'content-type': 'text/html' } },
    /The CRM did not answer\. Nothing is lost\./,
  ],
  ['a refusal without words', { status: 400, body: '<h1>Bad Request</h1>' }, /The CRM refused this mail\./],
  [
    'a refusal of megabytes',
    { status: 400, body: { error: 'too long '.repeat(200_000) } },
    /did not answer\. Nothing is lost\.|The CRM refused this mail/,
  ],
];

test(
  'says why a message waits where the CRM answers with nonsense, and the next one goes on',
  chromiumOnly,
  async ({ world, openRep, receive, expectLogged }) => {
    const { browser } = await openRep({ settings: world.settings });
    const popup = await openPopup(browser);
    const logged: string[] = [];
    for (const [what, fault, words] of answers) {
      await test.step(what, async () => {
        let first = true;
        world.hooks.crm = (request) => {
          if (!isNewEmail(request) || !first) return 'ok';
          first = false;
          return fault;
        };
        receive({ subject: `Answered with ${what}` });
        await expect.poll(() => popup.text('main'), { timeout: 20_000 }).toMatch(words);
        receive({ subject: `Next to ${what}` });
        await expect
          .poll(async () => (await world.crmReader.emails()).map(({ subject }) => subject), { timeout: 30_000 })
          .toContain(`Next to ${what}`);
        for (const name of ['Try now', 'Retry']) {
          await popup.evaluate((text) => {
            [...document.querySelectorAll('button')].find((one) => one.textContent === text)?.click();
          }, name);
        }
        logged.push(`Answered with ${what}`, `Next to ${what}`);
        await expectLogged(...logged);
        await expect.poll(() => popup.text('.status')).toContain('Everything is in the CRM.');
      });
    }
  },
);
