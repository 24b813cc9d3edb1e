import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Driver, OpenOptions } from '../support/driver.ts';
import { expect, test } from '../support/test.ts';

// The drivers are tested on an extension of their own, so that a fault of theirs is not taken for one of the product.

const fixture = join(import.meta.dirname, '../support/fixture-extension');

const mail = async () =>
  new Response('<!doctype html><title>Mail</title><button id="count">Count</button><input id="to" value="old" />', {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "script-src 'self'; require-trusted-types-for 'script'",
    },
  });

/** A page whose form stands in a frame of another host, as the part of a webmail that its users touch may do. */
const framed = async () =>
  new Response(
    '<!doctype html><title>Shell</title><p>Above</p><iframe src="https://webmail.example/form?of=mail"></iframe>',
    {
      headers: { 'content-type': 'text/html; charset=utf-8' },
    },
  );

/** The API as a page of the fixture sees it. */
interface FixtureApi {
  chrome: {
    permissions: { getAll(): Promise<{ origins: string[] }> };
    storage: { local: { get(): Promise<Record<string, unknown>> } };
    i18n: { getUILanguage(): string };
  };
}

interface Stage {
  open: (options?: Partial<OpenOptions>) => Promise<Driver>;
  refused: ReadonlySet<string>;
}

const scene = test.extend<{ stage: Stage }>({
  stage: async ({ standIn, openBrowser }, use) => {
    const network = await standIn(
      new Map([
        ['webmail.example', mail],
        ['shell.example', framed],
      ]),
    );
    await use({
      open: (options = {}) => openBrowser({ extensionDir: fixture, proxyPort: network.proxyPort, ...options }),
      refused: network.refused,
    });
  },
});

async function openMail(browser: Driver) {
  return browser.page('https://webmail.example/');
}

const grantedOrigins = async (browser: Driver) => {
  const page = await browser.extensionPage('page.html');
  const { origins } = await page.evaluate(() => (globalThis as unknown as FixtureApi).chrome.permissions.getAll());
  await page.close();
  return origins;
};

const stored = async (browser: Driver) => {
  const page = await browser.extensionPage('page.html');
  const values = await page.evaluate(() => (globalThis as unknown as FixtureApi).chrome.storage.local.get());
  await page.close();
  return values;
};

scene('runs content scripts on a stand-in host, under a strict policy', async ({ stage }) => {
  const page = await openMail(await stage.open());
  await page.click('#count');
  await page.waitFor('the background to count', () => document.documentElement.dataset.count === '1');
  expect(page.errors).toEqual([]);
});

scene('types, reads and counts in a page', async ({ stage }) => {
  const page = await openMail(await stage.open());
  await page.fill('#to', 'Ann Lee <ann@example.com>');
  expect(await page.evaluate(() => document.querySelector('input')?.value)).toBe('Ann Lee <ann@example.com>');
  await page.press('Control+A');
  await page.press('Delete');
  expect(await page.evaluate(() => document.querySelector('input')?.value)).toBe('');
  expect(await page.text('#count')).toBe('Count');
  expect(await page.text('#absent')).toBeNull();
  expect(await page.count('button')).toBe(1);
});

scene('clicks, types and reads in a frame, also in one that was built again', async ({ stage }) => {
  const page = await (await stage.open()).page('https://shell.example/');
  const frame = await page.frame('/form');
  for (const round of [1, 2]) {
    await frame.click('#count');
    await frame.waitFor('the click', () => document.activeElement?.id === 'count');
    await frame.fill('#to', `ann${round}@example.com`);
    expect(await frame.evaluate(() => document.querySelector('input')?.value)).toBe(`ann${round}@example.com`);
    expect([await frame.text('#count'), await frame.count('button'), await page.count('button')]).toEqual([
      'Count',
      1,
      0,
    ]);
    await page.evaluate(() => {
      const old = document.querySelector('iframe');
      const made = document.createElement('iframe');
      made.src = 'https://webmail.example/form?of=mail';
      old?.replaceWith(made);
    });
  }
});

scene('reports what a page threw, and what it waited for in vain', async ({ stage }) => {
  const page = await (await stage.open()).page();
  await page.addInitScript("window.beforeAll = 'yes'; setTimeout(() => { throw new Error('broken on purpose'); })");
  await page.goto('https://webmail.example/');
  expect(await page.evaluate(() => (window as unknown as { beforeAll: string }).beforeAll)).toBe('yes');
  await expect.poll(() => page.errors.join()).toContain('broken on purpose');
  await expect(page.click('#absent')).rejects.toThrow(/#absent|[Tt]imeout|Timed out/);
});

scene('refuses hosts nobody stands in for', async ({ stage }) => {
  const page = await (await stage.open()).page();
  await expect(page.goto('https://elsewhere.example/')).rejects.toThrow();
  expect([...stage.refused]).toContain('elsewhere.example');
});

scene('stops the background at once, and the next message wakes a new one', async ({ stage }) => {
  const browser = await stage.open();
  const page = await openMail(browser);
  await page.click('#count');
  await page.waitFor('the first count', () => document.documentElement.dataset.count === '1');
  await browser.stopBackground();
  expect(await browser.backgroundRunning()).toBe(false);
  await page.click('#count');
  await page.waitFor('the second count', () => document.documentElement.dataset.count === '2');
  expect(await browser.backgroundRunning()).toBe(true);
});

scene('keeps what was stored over kill -9 on the same profile', async ({ stage }) => {
  const browser = await stage.open();
  const page = await openMail(browser);
  await page.click('#count');
  await page.waitFor('the count', () => document.documentElement.dataset.count === '1');
  await browser.kill();
  const again = await browser.reopen();
  expect(await stored(again)).toEqual({ count: 1 });
  const after = await openMail(again);
  await after.click('#count');
  await after.waitFor('the next count', () => document.documentElement.dataset.count === '2');
});

scene('writes settings over the stored ones', async ({ stage }) => {
  const browser = await stage.open();
  await browser.configure({ captureOn: true, neverLog: ['example.com'] });
  await browser.configure({ captureOn: false });
  expect(await stored(browser)).toEqual({ settings: { captureOn: false, neverLog: ['example.com'] } });
});

scene('grants the hosts of the manifest on install, and takes them away', async ({ stage }) => {
  const browser = await stage.open();
  expect(await grantedOrigins(browser)).toEqual(['https://webmail.example/*']);
  await browser.withholdHosts();
  expect(await grantedOrigins(browser)).toEqual([]);
});

scene('runs nothing on a host that was not granted', async ({ stage }) => {
  const browser = await stage.open({ grantHosts: false });
  expect(await grantedOrigins(browser)).toEqual([]);
  const page = await openMail(browser);
  expect(await page.evaluate(() => document.documentElement.dataset.copies)).toBeUndefined();
  await browser.allowHost('https://webmail.example/*');
  await page.reload();
  await page.waitFor('the content script', () => document.documentElement.dataset.copies === '1');
});

scene('answers a permission prompt with yes', async ({ stage }) => {
  const browser = await stage.open();
  const page = await browser.extensionPage('page.html');
  await browser.answerPermissionPrompt(true, 'https://crm.example/*', async () => {
    await page.bringToFront();
    await page.click('#ask');
  });
  await page.waitFor('the answer', () => document.querySelector('#granted')?.textContent === 'true');
});

scene('answers a permission prompt with no where there is one', async ({ stage, kind }) => {
  const browser = await stage.open();
  const page = await browser.extensionPage('page.html');
  const refuse = browser.answerPermissionPrompt(false, 'https://crm.example/*', () => page.click('#ask'));
  if (kind === 'chromium') {
    await expect(refuse).rejects.toThrow('shows no permission prompt');
  } else {
    await refuse;
    await page.waitFor('the answer', () => document.querySelector('#granted')?.textContent === 'false');
  }
});

scene('updates the extension under open pages', async ({ stage }) => {
  const browser = await stage.open();
  const page = await openMail(browser);
  await page.click('#count');
  await page.waitFor('the count', () => document.documentElement.dataset.count === '1');
  await browser.updateExtension();
  await page.waitFor('the new copy', () => document.documentElement.dataset.copies === '2');
  await page.click('#count');
  await page.waitFor('the next count', () => document.documentElement.dataset.count === '2');
});

scene('opens in light and in dark', async ({ stage }) => {
  const isDark = async (browser: Driver) =>
    (await browser.extensionPage('page.html')).evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  expect(await isDark(await stage.open())).toBe(false);
  expect(await isDark(await stage.open({ theme: 'dark' }))).toBe(true);
});

scene('speaks another language where the browser has it', async ({ stage, kind }) => {
  const browser = await stage.open({ language: 'es' });
  const page = await browser.extensionPage('page.html');
  const language = await page.evaluate(() => (globalThis as unknown as FixtureApi).chrome.i18n.getUILanguage());
  expect(kind === 'firefox' ? ['es'] : ['es', 'en-US']).toContain(language);
});

scene('takes a picture of a tab in the asked size', async ({ stage }, testInfo) => {
  const page = await openMail(await stage.open());
  await page.setViewport({ width: 640, height: 480 });
  const path = testInfo.outputPath('tab.png');
  await page.screenshot(path);
  const picture = readFileSync(path);
  // A PNG tells its width and height in the bytes from 16 on.
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([640, 480]);
});
