import type { Browser } from 'wxt/browser';
import { builtExtension } from '../support/built-extension.ts';
import type { DrivenPage, Driver } from '../support/driver.ts';
import { clickButton, openOptions } from '../support/extension-pages.ts';
import { whyNoPolicy } from '../support/policy-launcher.ts';
import { expect, test } from '../support/test.ts';

// A server of a company's own, whose name nobody knows when the extension is installed.

/** As pages of the extension have it, in either browser. */
declare const chrome: typeof Browser;

const HOST = 'mail.northside.example';
const ADDRESS = `https://${HOST}/owa/`;
const PATTERN = `https://${HOST}/*`;
const html = (title: string) =>
  new Response(`<title>${title}</title><h1>${title}</h1>`, { headers: { 'content-type': 'text/html' } });
const hosts = new Map([[HOST, async () => html('Outlook on the web')]]);

/** Which of our two scripts a page has: the one in its own world leaves a mark, the other offers a port when it is called. */
const scriptsIn = (page: DrivenPage) =>
  page.evaluate(async () => {
    const offered = new Promise<boolean>((resolve) => {
      addEventListener('message', ({ data }) => data === 'tandem:page-tap-port' && resolve(true));
      setTimeout(() => resolve(false), 1000);
    });
    dispatchEvent(new Event('tandem:page-tap-ready'));
    return { MAIN: Symbol.for('tandem.page-tap') in window, ISOLATED: await offered };
  });
const BOTH_SCRIPTS = { MAIN: true, ISOLATED: true };
const NO_SCRIPTS = { MAIN: false, ISOLATED: false };

const registered = (page: DrivenPage) =>
  page.evaluate(async () => {
    const scripts = await chrome.scripting.getRegisteredContentScripts();
    return scripts.map(({ world, matches }) => [world, matches?.toSorted().join(' ')]).sort();
  });

const BOTH_REGISTERED = ['ISOLATED', 'MAIN'].map((world) => [world, `https://${HOST}/OWA/* ${ADDRESS}*`]);

async function allow(browser: Driver, options: DrivenPage): Promise<void> {
  // The first-run page may have opened meanwhile, and would hold the focus.
  await options.bringToFront();
  await browser.answerPermissionPrompt(true, PATTERN, () => clickButton(options, `Allow access to ${HOST}`));
}

const row = (options: DrivenPage) => options.text('.site .list__item');

test('is worked on once it is named and allowed, in pages that are open already too, and no longer than that', async ({
  kind,
  openBrowser,
  standIn,
}) => {
  const { proxyPort } = await standIn(hosts);
  const browser = await openBrowser({ extensionDir: builtExtension(kind), proxyPort });
  const page = await browser.page(ADDRESS);
  const options = await openOptions(browser);

  await options.fill('[aria-label="Add a server"]', `http://${HOST}`);
  await options.press('Enter');
  await expect.poll(() => options.text('.site .list__note')).toContain('Enter an address that starts with https://.');
  await options.fill('[aria-label="Add a server"]', `https://${HOST.toUpperCase()}`);
  await options.press('Enter');
  await expect.poll(() => row(options)).toContain(`${ADDRESS}Your browser asks you before Tandem may work there.`);
  expect(await registered(options)).toEqual([]);
  expect(await scriptsIn(page)).toEqual(NO_SCRIPTS);

  await allow(browser, options);
  await expect.poll(() => registered(options)).toEqual(BOTH_REGISTERED);
  await expect.poll(() => row(options)).toContain('Access allowed.');
  await page.bringToFront();
  await expect.poll(() => scriptsIn(page)).toEqual(BOTH_SCRIPTS);
  await page.reload();
  expect(await scriptsIn(page)).toEqual(BOTH_SCRIPTS);
  await page.goto(`https://${HOST}/elsewhere/`);
  expect(await scriptsIn(page)).toEqual(NO_SCRIPTS);

  await options.bringToFront();
  await options.click(`[aria-label="Remove ${ADDRESS}"]`);
  await expect.poll(() => registered(options)).toEqual([]);
  await page.bringToFront();
  await page.goto(ADDRESS);
  expect(await scriptsIn(page)).toEqual(NO_SCRIPTS);
});

test('stops being worked on when the rep takes its permission away', async ({ kind, openBrowser, standIn }) => {
  const { proxyPort } = await standIn(hosts);
  const browser = await openBrowser({ extensionDir: builtExtension(kind), proxyPort });
  await browser.configure({ exchangeHosts: [ADDRESS] });
  const options = await openOptions(browser);
  await allow(browser, options);
  await expect.poll(() => registered(options)).toEqual(BOTH_REGISTERED);
  await options.evaluate(async (origin) => void (await chrome.permissions.remove({ origins: [origin] })), PATTERN);
  await expect.poll(() => registered(options)).toEqual([]);
  await expect.poll(() => row(options)).toContain('Your browser asks you before Tandem may work there.');
});

test('is named by policy, which the rep allows and cannot change', async ({ kind, openBrowser, standIn }) => {
  const why = whyNoPolicy(kind);
  test.skip(why !== undefined, `No managed policy can be tried here: ${why}.`);
  const { proxyPort } = await standIn(hosts);
  const browser = await openBrowser({
    extensionDir: builtExtension(kind),
    proxyPort,
    policy: { exchangeHosts: [`https://${HOST}/`, 'https://*/'], consentGiven: true },
  });
  const options = await openOptions(browser);
  await allow(browser, options);
  await expect.poll(() => registered(options)).toEqual(BOTH_REGISTERED);
  expect(await row(options)).toBe(
    `${ADDRESS}Set by your administratorAccess allowed. Reload pages of it that were open before.`,
  );
  expect(await options.count(`[aria-label="Remove ${ADDRESS}"]`)).toBe(0);
  expect(await options.text('.problems')).toContain(
    'exchangeHosts[1] · value cannot be used · set by your administrator',
  );
  const page = await browser.page(ADDRESS);
  expect(await scriptsIn(page)).toEqual(BOTH_SCRIPTS);
});
