import type { DrivenPage } from '../support/driver.ts';
import { whyNoPolicy } from '../support/policy-launcher.ts';
import { expect, test } from '../support/rep-test.ts';

// Real policy files, in the place each browser reads them from, shown to one browser alone.

test.beforeEach(({ kind }) => {
  const why = whyNoPolicy(kind);
  test.skip(why !== undefined, `No managed policy can be tried here: ${why}.`);
});

const rowOf = (page: DrivenPage, label: string) =>
  page.evaluate((wanted) => {
    const found = [...document.querySelectorAll('label')].find((one) => one.textContent === wanted);
    const field = found?.closest('.field');
    const input = field?.querySelector('input');
    return { value: input?.value, readOnly: input?.readOnly, note: field?.querySelector('.field__note')?.textContent };
  }, label);

test('logs a message with nothing configured but a policy file', async ({ world, openRep, receive, expectLogged }) => {
  const { browser } = await openRep({ policy: world.settings });
  receive({ subject: 'By policy alone' });
  await expectLogged('By policy alone');
  expect(browser.openPages).toHaveLength(1);
});

test('locks what the policy sets, and names what in it cannot be used', async ({ world, openRep, kind }) => {
  const { browser } = await openRep({
    policy: {
      ...world.settings,
      captureOn: true,
      neverLog: ['family.example'],
      attachmentLimitMb: kind === 'firefox' ? 'plenty' : 7,
      colour: 'red',
    },
  });
  const options = await browser.extensionPage('options.html');
  await options.waitFor('the options', () => document.querySelector('input') !== null);
  const locked = { readOnly: true, note: 'Set by your administrator' };
  await expect.poll(() => rowOf(options, 'CRM address')).toEqual({ value: world.crm.url, ...locked });
  expect(await rowOf(options, 'Private key')).toEqual({ value: world.settings.privateKey, ...locked });
  expect(await rowOf(options, 'Your address in the CRM')).toEqual({ value: world.settings.repAddress, ...locked });
  // Chromium itself keeps from an extension what its schema does not know.
  if (kind === 'firefox') {
    const problems = (await options.text('.problems')) ?? '';
    expect(problems).toContain('attachmentLimitMb · value cannot be used · set by your administrator');
    expect(problems).toContain('colour · unknown name · set by your administrator');
    expect(problems).not.toContain('plenty');
  }
  const popup = await browser.extensionPage('popup.html');
  await popup.waitFor('the popup', () => document.querySelector('[role="switch"]') !== null);
  await popup.evaluate(() => document.querySelector<HTMLElement>('[role="switch"]')?.focus());
  await popup.press('Enter');
  expect(await popup.evaluate(() => document.querySelector('[role="switch"]')?.getAttribute('aria-checked'))).toBe(
    'true',
  );
  expect(await popup.text('body')).toContain('Set by your administrator');
});

test('reads, stores and sends nothing where the policy has it off', async ({
  world,
  openRep,
  receive,
  expectStillLogged,
}) => {
  const { browser } = await openRep({ policy: { ...world.settings, captureOn: false } });
  const { ref } = receive({ subject: 'Not by policy' });
  await expectStillLogged();
  expect(world.gmail.requests.filter((request) => !request.byPage && request.revealed.includes(ref))).toEqual([]);
  // The test looks into the CRM by the keys of another user.
  expect(world.crm.requestLog.filter(({ actor }) => actor !== 'user:2')).toEqual([]);
  const popup = await browser.extensionPage('popup.html');
  await expect.poll(() => popup.text('body')).toContain('Capture is off.');
});
