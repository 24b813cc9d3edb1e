import { sites } from '../../utils/capture/sites.ts';
import { clickButton, focused, openOptions, openPopup, tabTo, typeInto } from '../support/extension-pages.ts';
import { findViolations } from '../support/find-violations.ts';
import { expect, test } from '../support/rep-test.ts';
import { CRM_HOST, REP } from '../support/world.ts';

test.describe.configure({ timeout: 120_000 });

const isNewEmail = ({ method, path }: { method: string; path: string }) => method === 'POST' && /\/emails$/.test(path);

// Firefox asks by itself, and installs nothing without a yes.
test('asks for consent first, and reads no mail before it has it', { tag: '@chromium' }, async ({
  world,
  openRep,
  receive,
  expectLogged,
  expectStillLogged,
}) => {
  const { browser, user } = await openRep();
  const welcome = await browser.foundPage(`${browser.origin}/welcome.html`);
  await browser.configure({ ...world.settings, consentGiven: false });
  const early = receive({ subject: 'Before the yes' });
  await expect.poll(() => welcome.text('body')).toContain('Nothing starts until you agree.');
  await expectStillLogged();
  expect(world.gmail.requests.filter(({ byPage, revealed }) => !byPage && revealed.includes(early.ref))).toEqual([]);
  expect(world.crm.requestLog.filter(({ actor }) => actor !== 'user:2')).toEqual([]);

  const popup = await openPopup(browser);
  expect(await popup.text('.status')).toContain('Read how Tandem works and agree before it starts.');
  await popup.close();
  await clickButton(welcome, 'Not now');
  await expect.poll(() => welcome.text('main')).toContain('Capture stays off. No mail is read.');
  await clickButton(welcome, 'Agree and continue');
  await expect.poll(() => focused(welcome)).toBe('h2 Connect your CRM');
  await user.page.bringToFront();
  await user.page.reload();
  receive({ subject: 'After the yes' });
  await expect
    .poll(async () => (await world.crmReader.emails()).map(({ subject }) => subject), { timeout: 20_000 })
    .toContain('After the yes');
  await expectLogged('Before the yes', 'After the yes');
});

// Chromium has no such dialogue.
test('takes the consent of Firefox’s own install dialogue for a yes', { tag: '@firefox' }, async ({
  world,
  openRep,
  receive,
}) => {
  const { browser } = await openRep();
  const welcome = await browser.foundPage(`${browser.origin}/welcome.html`);
  await expect.poll(() => welcome.text('main')).toContain('You agreed to this when you installed Tandem');
  await browser.configure({ ...world.settings, consentGiven: false });
  receive({ subject: 'By the browser’s yes' });
  await expect.poll(async () => (await world.crmReader.emails()).length, { timeout: 20_000 }).toBe(1);
});

test('is connected by typing into the options page, on a host of the company’s own', async ({
  world,
  openRep,
  receive,
  expectLogged,
  kind,
}) => {
  const { browser } = await openRep({ settings: { consentGiven: true } });
  const options = await openOptions(browser);
  const pattern = `https://${CRM_HOST}/*`;
  const steps = () =>
    options.evaluate(() =>
      [...document.querySelectorAll('.connection__step')].map((step) => /tone-(\w+)/.exec(step.className)?.[1]),
    );
  const testConnection = () => clickButton(options, 'Test connection');

  await typeInto(options, 'CRM address', `https://${CRM_HOST}`);
  await typeInto(options, 'Public key', String(world.settings.publicKey));
  await typeInto(options, 'Private key', 'not-the-key');
  await typeInto(options, 'Your address in the CRM', REP.address);
  await expect
    .poll(() => options.text('main'))
    .toContain(`Your browser asks you before Tandem may speak with ${CRM_HOST}`);
  if (kind === 'firefox') {
    await browser.answerPermissionPrompt(false, pattern, testConnection);
    await expect.poll(() => options.text('main')).toContain(`Without access to ${CRM_HOST} nothing can be logged.`);
  }

  await browser.answerPermissionPrompt(true, pattern, testConnection);
  await expect.poll(steps).toEqual(['good', 'bad', 'quiet', 'quiet', 'quiet']);
  expect(await options.text('.connection')).toContain('Check both keys.');

  await typeInto(options, 'Private key', String(world.settings.privateKey));
  await typeInto(options, 'Your address in the CRM', 'nobody@northside.example');
  await testConnection();
  await expect.poll(steps).toEqual(['good', 'good', 'bad', 'good', 'good']);
  expect(await options.text('.connection')).toContain('Check your address below');

  await typeInto(options, 'Your address in the CRM', REP.address);
  await testConnection();
  await expect.poll(steps).toEqual(['good', 'good', 'good', 'good', 'good']);
  expect(await options.text('.connection')).toContain('Connected. Everything works.');
  receive({ subject: 'Over the typed address' });
  await expectLogged('Over the typed address');

  await typeInto(options, 'CRM address', 'http://127.0.0.1:9');
  await testConnection();
  await expect.poll(steps).toEqual(['bad', 'quiet', 'quiet', 'quiet', 'quiet']);
  expect(await options.text('.connection')).toContain('Check the address and your network');
});

test('stops in the middle of a read when the popup’s switch is clicked, and reads it when it is clicked again', async ({
  world,
  openRep,
  receive,
  expectLogged,
  expectStillLogged,
}) => {
  const { browser } = await openRep({ settings: world.settings });
  const reading = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let reads = 0;
  world.hooks.mail = async (request) => {
    if (new URL(request.url).searchParams.get('view') !== 'att') return;
    reads += 1;
    reading.resolve();
    await released.promise;
  };
  receive({ subject: 'In mid-read' });
  await reading.promise;
  const popup = await openPopup(browser);
  await popup.click('[role="switch"]');
  await expect.poll(() => popup.text('.popup__turned')).toBe('Capture is off. Open webmail tabs stopped at once.');
  released.resolve();
  const readsBefore = reads;
  await expectStillLogged();
  expect(reads).toBe(readsBefore);
  expect(await popup.text('.status')).toContain('Nothing is read, stored or sent. 1 item waits until you turn it on.');
  expect(world.crm.requestLog.filter(isNewEmail)).toEqual([]);

  await popup.click('[role="switch"]');
  await expectLogged('In mid-read');
  await expect.poll(() => popup.text('.status')).toContain('Everything is in the CRM.');
});

test('says what waits and why, retries what the CRM refused, and leads to the e-mail', async ({
  world,
  openRep,
  receive,
  expectLogged,
}) => {
  const { browser } = await openRep({ settings: world.settings });
  const popup = await openPopup(browser);
  world.hooks.crm = (request) => (isNewEmail(request) ? 'drop-before' : 'ok');
  receive({ subject: 'While the CRM was away' });
  await expect.poll(() => popup.text('.popup__figures'), { timeout: 20_000 }).toContain('1 waiting');
  await expect
    .poll(() => popup.text('.status'), { timeout: 20_000 })
    .toContain('The CRM did not answer. Nothing is lost.');

  world.hooks.crm = (request) =>
    isNewEmail(request) ? { status: 400, body: { code: 910, error: 'The period is closed.' } } : 'ok';
  await clickButton(popup, 'Try now');
  await expect
    .poll(() => popup.text('main'), { timeout: 20_000 })
    .toContain('The CRM refused this mail: The period is closed.');
  expect(await popup.text('.status')).toContain('1 item needs you.');

  delete world.hooks.crm;
  await clickButton(popup, 'Retry');
  await expectLogged('While the CRM was away');
  await expect.poll(() => popup.text('.entry__state')).toContain('In the CRM');

  const crm = await browser.page(world.crm.createSignInLink());
  await crm.close();
  await popup.bringToFront();
  await popup.click('a.entry__state');
  const [email] = await world.crmReader.emails();
  await expect.poll(() => world.crm.requestLog.find(({ path }) => path === `/emails/${email?.id}`)?.status).toBe(200);
});

// After an update with new webmails Firefox grants none of their hosts, and in any browser the rep can take hosts away.
test('says which webmails the browser keeps it from, and asks for one of them alone', async ({ world, openRep }) => {
  const { browser } = await openRep({ settings: world.settings });
  await browser.withholdHosts();
  const popup = await openPopup(browser);
  await expect.poll(() => popup.text('.status')).toContain('away from Gmail, Outlook, Yahoo / AOL Mail, iCloud Mail');
  const options = await openOptions(browser);
  const states = () =>
    options.evaluate(() => [...document.querySelectorAll('.site__state')].map(({ textContent }) => textContent));
  await expect
    .poll(states)
    .toEqual(['No access yet', 'No access yet', 'No server named yet', 'No access yet', 'No access yet']);

  const [first = '', ...rest] = sites.outlook.matches;
  await options.bringToFront();
  if (browser.kind === 'firefox') {
    await browser.answerPermissionPrompt(true, first, () => options.click('[aria-label="Allow access: Outlook"]'));
  } else {
    // Without a prompt the hosts are given one by one, and the button is gone with the last of them.
    expect(await options.count('[aria-label="Allow access: Outlook"]')).toBe(1);
    for (const pattern of [first, ...rest]) await browser.allowHost(pattern);
  }
  await expect.poll(states).toEqual(['No access yet', 'On', 'No server named yet', 'No access yet', 'No access yet']);
});

test('can be used by keyboard alone', async ({ world, openRep, receive, expectLogged }) => {
  const { browser } = await openRep({ settings: world.settings });
  receive({ subject: 'For the keyboard' });
  await expectLogged('For the keyboard');
  const popup = await openPopup(browser);
  await expect.poll(() => popup.count('a.entry__state')).toBe(1);
  expect(await tabTo(popup, /Capture/)).toEqual(['switch Capture']);
  await popup.press('Enter');
  await expect.poll(() => popup.text('.status')).toContain('Capture is off.');
  expect(await tabTo(popup, /Settings/)).toEqual([
    expect.stringMatching(/^a In the CRM.*For the keyboard.*opens in a new tab/),
    'button Settings',
  ]);

  const options = await openOptions(browser);
  const toTest = await tabTo(options, /^button Test connection/);
  expect(toTest).toEqual(
    expect.arrayContaining(['a CRM connection', 'input CRM address', 'input Private key', 'button Show: Private key']),
  );
  await options.press('Enter');
  await expect.poll(() => options.text('.connection'), { timeout: 20_000 }).toContain('Connected. Everything works.');
  expect(await tabTo(options, /^button Read it again/)).toEqual(
    expect.arrayContaining(['input Your address in the CRM', 'switch Gmail', 'input Largest attachment to copy']),
  );
});

test('axe finds nothing on any page of the extension or the CRM', async ({ world, openRep, receive, expectLogged }) => {
  const { browser } = await openRep({ settings: world.settings });
  receive({
    subject: 'For axe',
    html: '<h2>Offer</h2><p>See <a href="https://birch.example/">our page</a>.</p>',
    files: [{ name: 'list.txt', mime: 'text/plain', bytes: Buffer.from('Stamp') }],
  });
  const [email] = await expectLogged('For axe');
  for (const open of [openPopup, openOptions]) expect(await findViolations(await open(browser))).toEqual([]);
  const welcome = await browser.extensionPage('welcome.html');
  await welcome.waitFor('the first-run page', () => document.querySelector('h1') !== null);
  expect(await findViolations(welcome)).toEqual([]);

  const crm = await browser.page(world.crm.createSignInLink());
  const pages = [
    'companies',
    `companies/${email?.accountId}`,
    'contacts',
    `contacts/${email?.contactId}`,
    `emails/${email?.id}`,
  ];
  for (const path of pages) {
    await crm.goto(`${world.crm.url}/${path}`);
    expect(await findViolations(crm), path).toEqual([]);
  }
});
