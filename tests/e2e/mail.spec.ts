import { CUSTOMER, expect, test } from '../support/mail-test.ts';

// What a killed browser held in hand is taken up again only when its lease has run out.
test.describe.configure({ timeout: 180_000 });

const isNewEmail = ({ method, path }: { method: string; path: string }) => method === 'POST' && /\/emails$/.test(path);

const toCustomer = (subject: string) => ({ to: CUSTOMER.email, subject, body: 'Dear Omar, as promised.' });

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
