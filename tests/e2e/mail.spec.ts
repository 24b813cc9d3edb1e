import { writeFileSync } from 'node:fs';
import { CUSTOMER, expect, FRIEND, type Office, test } from '../support/mail-test.ts';

// What a killed browser held in hand is taken up again only when its lease has run out.
test.describe.configure({ timeout: 180_000 });

/** Requests for content by somebody who is not the page itself. */
const fetchedBesides = ({ world }: Office, ref: string) =>
  world.gmail.requests.filter((request) => !request.byPage && request.revealed.includes(ref));

/** Writes to the CRM, sign-ins left out. */
const writes = ({ world }: Office) =>
  world.crm.requestLog.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/login'));

const isNewEmail = ({ method, path }: { method: string; path: string }) => method === 'POST' && /\/emails$/.test(path);

const toCustomer = (subject: string) => ({ to: CUSTOMER.email, subject, body: 'Dear Omar, as promised.' });

test('logs a sent and a received message of a contact, and leaves the private one next to them alone', async ({
  office,
}, testInfo) => {
  const list = testInfo.outputPath('Preisliste 2026.txt');
  writeFileSync(list, 'Stamp, 12 EUR\n');
  const secret = office.receive({ from: FRIEND, subject: 'Dinner on Friday?', html: '<p>Bring your swimsuit.</p>' });
  office.receive({
    from: CUSTOMER,
    subject: 'Need prices',
    html: '<p>Could you send prices for <b>200 pieces</b>?</p>',
    files: [{ name: 'Stückliste.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4 parts') }],
  });
  await office.expectLogged('Need prices');
  await office.user.compose({ ...toCustomer('Our prices'), files: [list] });
  await office.user.send();

  const emails = await office.expectLogged('Need prices', 'Our prices');
  expect(emails).toEqual([
    expect.objectContaining({
      subject: 'Need prices',
      body: expect.stringContaining('200 pieces'),
      emailFrom: expect.stringContaining(CUSTOMER.email),
      type: 1,
      attachments: [expect.objectContaining({ name: 'Stückliste.pdf' })],
    }),
    expect.objectContaining({
      subject: 'Our prices',
      body: expect.stringContaining('as promised'),
      emailTo: expect.stringContaining(CUSTOMER.email),
      type: 0,
      attachments: [expect.objectContaining({ name: 'Preisliste 2026.txt' })],
    }),
  ]);
  expect(fetchedBesides(office, secret.ref)).toEqual([]);
  await office.expectStillLogged('Need prices', 'Our prices');
});

test('sends the CRM nothing at all for a mailbox full of private mail', async ({ office }) => {
  const secrets = ['Dinner on Friday?', 'Re: Dinner', 'Photos'].map((subject) =>
    office.receive({ from: FRIEND, subject }),
  );
  await office.expectStillLogged();
  await office.user.page.reload();
  await office.expectStillLogged();
  expect(writes(office)).toEqual([]);
  expect(secrets.flatMap(({ ref }) => fetchedBesides(office, ref))).toEqual([]);
});

test('logs nothing of a message that was undone, scheduled or discarded', async ({ office }) => {
  await office.user.compose(toCustomer('Undone'));
  await office.user.send();
  await office.user.undo();
  await office.user.discard();
  await office.user.compose(toCustomer('Discarded'));
  await office.user.discard();
  await office.user.compose(toCustomer('For tomorrow'));
  await office.user.schedule();
  await office.expectStillLogged();
  expect(writes(office)).toEqual([]);
});

test('logs once when the background is killed between the write and its answer', async ({ office }) => {
  let killed = 0;
  office.world.hooks.crm = async (request) => {
    if (!isNewEmail(request) || killed > 0) return 'ok';
    killed += 1;
    await office.browser.stopBackground();
    return 'drop-after-commit';
  };
  office.receive({ from: CUSTOMER, subject: 'Survives the worker' });
  await expect.poll(() => killed, { timeout: 20_000 }).toBe(1);
  office.receive({ from: CUSTOMER, subject: 'Wakes the next one' });
  await office.expectLogged('Survives the worker', 'Wakes the next one');
  await office.expectStillLogged('Survives the worker', 'Wakes the next one');
});

test('logs once when the whole browser is killed while a message is read', async ({ office }) => {
  const reading = Promise.withResolvers<void>();
  const killed = Promise.withResolvers<void>();
  office.world.hooks.mail = async (request) => {
    if (new URL(request.url).searchParams.get('view') !== 'att') return;
    reading.resolve();
    await killed.promise;
  };
  office.receive({ from: CUSTOMER, subject: 'Survives the browser' });
  await reading.promise;
  await office.browser.kill();
  killed.resolve();
  delete office.world.hooks.mail;
  const again = await office.browser.reopen();
  await office.openMailbox(again);
  await office.expectLogged('Survives the browser');
  await office.expectStillLogged('Survives the browser');
});

test('logs what was stored before kill -9 without the mailbox being opened again', async ({ office }) => {
  const pushing = Promise.withResolvers<void>();
  office.world.hooks.crm = async (request) => {
    if (!isNewEmail(request)) return 'ok';
    pushing.resolve();
    return 'drop-before';
  };
  office.receive({ from: CUSTOMER, subject: 'Stored before' });
  await pushing.promise;
  await office.browser.kill();
  delete office.world.hooks.crm;
  const again = await office.browser.reopen();
  await again.extensionPage('popup.html');
  await office.expectLogged('Stored before');
});

test('stops at once when it is switched off, and goes on when it is switched on', async ({ office }) => {
  await office.browser.configure({ captureOn: false });
  const quiet = office.receive({ from: CUSTOMER, subject: 'While it was off' });
  await office.expectStillLogged();
  expect(fetchedBesides(office, quiet.ref)).toEqual([]);
  expect(writes(office)).toEqual([]);
  await office.browser.configure({ captureOn: true });
  office.receive({ from: CUSTOMER, subject: 'While it was on' });
  await expect
    .poll(async () => (await office.world.crmReader.emails()).map(({ subject }) => subject), { timeout: 20_000 })
    .toContain('While it was on');
});

test('logs once over a reload and a second tab', async ({ office }) => {
  office.receive({ from: CUSTOMER, subject: 'Seen thrice' });
  const second = await office.openMailbox();
  await office.expectLogged('Seen thrice');
  await office.user.page.reload();
  await second.openConversation('Seen thrice');
  await office.expectStillLogged('Seen thrice');
});

test('goes on after an update without a reload of the page', async ({ office }) => {
  office.receive({ from: CUSTOMER, subject: 'Before the update' });
  await office.expectLogged('Before the update');
  await office.browser.updateExtension();
  office.receive({ from: CUSTOMER, subject: 'After the update' });
  await office.expectLogged('Before the update', 'After the update');
  await office.user.compose(toCustomer('Sent after the update'));
  await office.user.send();
  await office.expectLogged('Before the update', 'After the update', 'Sent after the update');
});

test('leaves the webmail untouched, and speaks to nobody else', async ({ office }) => {
  const { user, world } = office;
  office.receive({ from: CUSTOMER, subject: 'Look, no hands' });
  await office.expectLogged('Look, no hands');
  await user.openConversation('Look, no hands');
  await user.reply('Thank you, Omar.');
  await user.send();
  await office.expectLogged('Look, no hands', 'Re: Look, no hands');
  expect(world.gmail.strayChanges).toEqual([]);
  expect(user.page.errors).toEqual([]);
  expect([...world.network.refused].filter((host) => /birch|crm|tandem|sage|forcemanager/.test(host))).toEqual([]);
});
