import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../scripts/find-browser.mjs';
import type { RunningServer } from '../../../server/start-server.ts';
import { connect, fakeEmail, startTestServer } from './support.ts';

const paths = [
  '/companies',
  '/companies/1',
  '/companies?q=nothing',
  '/contacts',
  '/contacts/1',
  '/emails/1',
  '/emails/2',
  '/companies/999',
  '/notices',
  '/notices/1',
  '/profile',
  '/profile/sync',
  '/profile/sync/providers',
  '/profile/sync/users',
  '/profile/sync/imap/new',
  '/docs',
  '/docs/emails',
  '/docs/calendar',
];
const hostile = `<div><p>Dear Nora</p><a href="https://example.com">offer</a>
<img src="https://tracker.example.com/x.png"><img src=x onerror="parent.hacked=1"><script>parent.hacked=1</script></div>`;

describe('the pages in a browser', () => {
  let server: RunningServer;
  let browser: Browser;
  let axe: string;

  beforeAll(async () => {
    server = await startTestServer({}, 'file');
    const client = await connect(server);
    const { body } = await client.call(
      'POST',
      '/emails',
      fakeEmail({ attachments: [{ name: 'a.txt' }, { name: 'b.pdf' }] }),
    );
    await fetch(body.attachments[0].locator, { method: 'PUT', body: 'text' });
    await client.call('POST', '/emails', fakeEmail({ type: 1, subject: '<script>hacked=1</script>', body: hostile }));
    await client.call('POST', '/calendar', {
      subject: 'Visit'.repeat(40),
      comment: 'x'.repeat(500),
      startDate: '99/05/07',
      Z_ConferenceUrl: `https://meet.example/${'y'.repeat(300)}`,
    });
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const executablePath = findBrowser('chromium');
    browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  async function open(options: { colorScheme: 'light' | 'dark'; width: number }): Promise<Page> {
    const page = await browser.newPage({
      colorScheme: options.colorScheme,
      viewport: { width: options.width, height: 800 },
    });
    await page.goto(server.createSignInLink());
    return page;
  }

  it.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const)('in %s at %i px: nothing for axe to find, nothing wider than the window', async (colorScheme, width) => {
    const page = await open({ colorScheme, width });
    for (const path of paths) {
      await page.goto(server.url + path);
      const violations = await page.evaluate(
        `${axe}; axe.run({ iframes: false }).then((found) => found.violations.map(({ id }) => id))`,
      );
      expect([path, violations]).toEqual([path, []]);
      expect([path, await page.evaluate('document.documentElement.scrollWidth > innerWidth')]).toEqual([path, false]);
    }
    await page.context().clearCookies();
    await page.goto(`${server.url}/sign-in`);
    expect(await page.evaluate(`${axe}; axe.run().then((found) => found.violations.map(({ id }) => id))`)).toEqual([]);
    await page.close();
  });

  it('run nothing and load nothing of a hostile message', async () => {
    const page = await open({ colorScheme: 'light', width: 1200 });
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) elsewhere.push(request.url());
    });
    await page.goto(`${server.url}/emails/2`);
    await page.frameLocator('iframe').getByText('Dear Nora').waitFor();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(elsewhere).toEqual([]);
    await page.close();
  });

  it('are used by keyboard: skip link, search, company, text of an e-mail', async () => {
    const page = await open({ colorScheme: 'light', width: 1200 });
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.getByLabel('Name, city or address').fill('birch');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Birch Tools AB' }).press('Enter');
    await page.getByText('Show the text').last().press('Enter');
    await page.getByText('Hello Omar, here is the list.').last().waitFor();
    await page.close();
  });

  it('are changed by keyboard: a provider is chosen, the synchronisation begins and stops', async () => {
    const page = await open({ colorScheme: 'light', width: 360 });
    await page.goto(`${server.url}/profile`);
    await page.getByRole('link', { name: 'Email and Calendar Synchronisation' }).press('Enter');
    await page.getByRole('link', { name: 'View all providers' }).press('Enter');
    await page.getByRole('button', { name: 'Choose iCloud' }).press('Enter');
    await page.getByRole('status').getByText('The modification has been successfully completed.').waitFor();
    await page.getByLabel('E-mail only').press('Space');
    await page.getByRole('button', { name: 'Synchronise' }).press('Enter');
    const stop = page.getByRole('button', { name: 'Stop synchronisation' });
    await stop.waitFor();
    expect(await page.getByLabel('E-mail only').isChecked()).toBe(true);
    await stop.press('Enter');
    await page.getByRole('button', { name: 'Synchronise' }).waitFor();
    await page.close();
  });
});
