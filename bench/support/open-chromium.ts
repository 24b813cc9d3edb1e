import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium } from 'playwright';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { waitUntil } from '../../tests/support/wait-until.ts';

/** A Chromium with several extensions in it, and the developer tools at hand: the tests' driver knows neither. */
export interface ProbedChromium {
  readonly context: BrowserContext;
  /** A session with the whole browser. */
  readonly devtools: CDPSession;
  /** `chrome-extension://…` of each extension, in the order given. */
  readonly origins: readonly string[];
  /** Writes our extension's settings from its own options page. */
  configure(origin: string, settings: Record<string, unknown>): Promise<void>;
  stopWorker(origin: string): Promise<void>;
  close(): Promise<void>;
}

const QUIET = [
  '--no-first-run',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-sync',
  '--password-store=basic',
];

interface ExtensionApi {
  storage: { local: { set(values: Record<string, unknown>): Promise<void> } };
}

export async function openProbedChromium(options: {
  profileDir: string;
  proxyPort: number;
  extensionDirs: readonly string[];
}): Promise<ProbedChromium> {
  const executablePath = findBrowser('chromium');
  if (!executablePath) throw new Error('Chromium is not installed.');
  const dirs = options.extensionDirs.join(',');
  const context = await chromium.launchPersistentContext(options.profileDir, {
    executablePath,
    headless: true,
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 800 },
    args: [
      ...QUIET,
      '--lang=en',
      `--proxy-server=http://127.0.0.1:${options.proxyPort}`,
      '--ignore-certificate-errors',
      `--disable-extensions-except=${dirs}`,
      `--load-extension=${dirs}`,
    ],
  });
  const browser = context.browser();
  if (!browser) throw new Error('Playwright gave no browser for the profile.');
  const devtools = await browser.newBrowserCDPSession();
  const workers = async (origin = 'chrome-extension://') => {
    const { targetInfos } = await devtools.send('Target.getTargets');
    return targetInfos.filter((target) => target.type === 'service_worker' && target.url.startsWith(origin));
  };
  await waitUntil('all backgrounds to start', async () => (await workers()).length >= options.extensionDirs.length);
  const found = (await workers()).map((target) => `chrome-extension://${new URL(target.url).host}`);
  const versions = new Map<string, string>();
  for (const origin of found) versions.set(await readManifest(context, origin), origin);
  const origins = options.extensionDirs.map((dir) => {
    const origin = versions.get(toKey(JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))));
    if (origin === undefined) throw new Error(`Chromium did not load ${dir}.`);
    return origin;
  });

  return {
    context,
    devtools,
    origins,
    async configure(origin, settings) {
      const page = await context.newPage();
      await page.goto(`${origin}/options.html`);
      await page.evaluate(
        (values) => (globalThis as unknown as { chrome: ExtensionApi }).chrome.storage.local.set({ settings: values }),
        settings,
      );
      await page.close();
    },
    async stopWorker(origin) {
      for (const { targetId } of await workers(origin)) await devtools.send('Target.closeTarget', { targetId });
      await waitUntil('the background to stop', async () => (await workers(origin)).length === 0);
    },
    close: () => context.close(),
  };
}

/** What tells one extension's manifest from another's; names may be translated. */
function toKey({ background, content_scripts }: Record<string, unknown>): string {
  return JSON.stringify([background, content_scripts]);
}

async function readManifest(context: BrowserContext, origin: string): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${origin}/manifest.json`);
  const text = await page.evaluate(() => document.body.textContent ?? '');
  await page.close();
  return toKey(JSON.parse(text));
}
