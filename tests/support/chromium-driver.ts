import { resolve } from 'node:path';
import {
  type BrowserContext,
  type CDPSession,
  type ConsoleMessage,
  chromium,
  type Page,
  type Worker,
} from 'playwright';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { createChromiumPage } from './chromium-page.ts';
import { type DrivenPage, type Driver, type OpenOptions, WINDOW } from './driver.ts';
import { readExtensionManifest } from './extension-manifest.ts';
import { killTree } from './kill-process.ts';
import { createPolicyLauncher } from './policy-launcher.ts';
import { type Profile, takeProfile } from './profile.ts';
import { waitUntil } from './wait-until.ts';
import { writeSettings } from './write-settings.ts';

/** Quiet, and fit for a root user in a container; without these the browser asks its maker for updates all the time. */
const QUIET = [
  '--no-first-run',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--password-store=basic',
];

/** What the page `chrome://extensions` may ask its browser for. */
declare const chrome: {
  developerPrivate: {
    addHostPermission(extensionId: string, host: string): Promise<void>;
    reload(extensionId: string, options: { failQuietly: boolean }): Promise<void>;
    updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
    updateExtensionConfiguration(update: {
      extensionId: string;
      hostAccess: 'ON_CLICK' | 'ON_SPECIFIC_SITES' | 'ON_ALL_SITES';
    }): Promise<void>;
  };
};

/** The id that follows from the key in the manifest, whatever folder the build is loaded from. */
const EXTENSION_ID = 'eddfdafffffdooljllgmeopnecgpgipk';

/** Chromium with the extension, driven by Playwright. */
export async function openChromium(
  options: OpenOptions,
  profile: Profile = takeProfile(options.profileDir),
): Promise<Driver> {
  const executablePath = findBrowser('chromium');
  if (!executablePath) throw new Error('Chromium is not installed.');
  const extensionDir = resolve(options.extensionDir);
  const manifest = readExtensionManifest(extensionDir);
  const language = options.language ?? 'en';
  const launcher =
    options.policy &&
    createPolicyLauncher('chromium', executablePath, {
      '3rdparty': { extensions: { [EXTENSION_ID]: options.policy } },
    });
  const context = await chromium.launchPersistentContext(profile.dir, {
    executablePath: launcher?.path ?? executablePath,
    headless: options.headless ?? true,
    ignoreHTTPSErrors: true,
    viewport: WINDOW,
    colorScheme: options.theme ?? 'light',
    env: { ...process.env, LANGUAGE: language },
    args: [
      ...QUIET,
      `--lang=${language}`,
      ...(options.proxyPort === undefined ? [] : [`--proxy-server=http://127.0.0.1:${options.proxyPort}`]),
      '--ignore-certificate-errors',
      `--disable-extensions-except=${extensionDir}`,
      `--load-extension=${extensionDir}`,
    ],
  });
  context.setDefaultTimeout(10_000);
  const consoleLines = collectConsole(context);
  const closed = new Promise<void>((done) => context.once('close', () => done()));
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 15_000 }));
  await waitUntil('the background to be installed', () => worker.evaluate(isActivated));
  const extensionId = new URL(worker.url()).host;
  const origin = `chrome-extension://${extensionId}`;
  const devtools = await openDevtools(context);
  const browserPid = await readBrowserPid(devtools);
  const openPages: DrivenPage[] = [];
  const ownTabs = new Set<Page>();

  async function page(url?: string): Promise<DrivenPage> {
    const tab = await context.newPage();
    ownTabs.add(tab);
    const driven = createChromiumPage(tab);
    openPages.push(driven);
    tab.once('close', () => openPages.splice(openPages.indexOf(driven), 1));
    if (url !== undefined) await driven.goto(url);
    return driven;
  }

  /** Runs a function on the browser's own page for extensions, which may do what its user may. */
  async function asUser<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): Promise<void> {
    const tab = await context.newPage();
    await tab.goto('chrome://extensions/');
    await createChromiumPage(tab).evaluate(fn, ...args);
    await tab.close();
  }

  const workerTargets = async () => {
    const { targetInfos } = await devtools.send('Target.getTargets');
    return targetInfos.filter((target) => target.type === 'service_worker' && target.url.startsWith(origin));
  };
  const backgroundRunning = async () => (await workerTargets()).length > 0;
  const withholdHosts = () =>
    asUser(
      (id) =>
        chrome.developerPrivate.updateExtensionConfiguration({ extensionId: id, hostAccess: 'ON_SPECIFIC_SITES' }),
      extensionId,
    );
  const allowHost = (pattern: string) =>
    asUser((id, host) => chrome.developerPrivate.addHostPermission(id, host), extensionId, pattern);

  if (options.grantHosts === false) await withholdHosts();

  const driver: Driver = {
    kind: 'chromium',
    origin,
    profileDir: profile.dir,
    openPages,
    page,
    extensionPage: (file) => page(`${origin}/${file}`),
    async foundPage(urlStart) {
      let found: Page | undefined;
      await waitUntil(`a tab on ${urlStart}`, () => {
        found = context.pages().find((tab) => !ownTabs.has(tab) && tab.url().startsWith(urlStart));
        return found !== undefined;
      });
      return createChromiumPage(found as Page);
    },
    consoleLines: async () => consoleLines,
    backgroundRunning,
    async stopBackground() {
      for (const { targetId } of await workerTargets()) await devtools.send('Target.closeTarget', { targetId });
      await waitUntil('the background to stop', async () => !(await backgroundRunning()));
    },
    configure: (settings) => writeSettings(driver, manifest.settingsPage, settings),
    allowHost,
    withholdHosts,
    async answerPermissionPrompt(allow, pattern, ask) {
      if (!allow) throw new Error('Headless Chromium shows no permission prompt that could be refused.');
      await allowHost(pattern);
      await ask();
    },
    async updateExtension() {
      const before = new Set((await workerTargets()).map((target) => target.targetId));
      await asUser(async (id) => {
        // Without developer mode an unpacked extension is switched off when it is loaded again.
        await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
        await chrome.developerPrivate.reload(id, { failQuietly: true });
      }, extensionId);
      await waitUntil('the updated background', async () =>
        (await workerTargets()).some((target) => !before.has(target.targetId)),
      );
    },
    async kill() {
      await killTree(browserPid);
      await closed;
    },
    reopen: () => openChromium(options, profile),
    async close() {
      await context.close();
      launcher?.remove();
      profile.remove();
    },
    closed,
  };
  return driver;
}

/** Lines of pages, of content scripts in them, and of the background in each of its lives. */
function collectConsole(context: BrowserContext): string[] {
  const lines: string[] = [];
  const keep = (message: ConsoleMessage) => lines.push(message.text());
  const listenTo = (worker: Worker) => worker.on('console', keep);
  context.on('console', keep);
  context.serviceWorkers().forEach(listenTo);
  context.on('serviceworker', listenTo);
  return lines;
}

/** A session with the whole browser, which sees workers that Playwright keeps to itself. */
async function openDevtools(context: BrowserContext): Promise<CDPSession> {
  const browser = context.browser();
  if (!browser) throw new Error('Playwright gave no browser for the profile.');
  return browser.newBrowserCDPSession();
}

async function readBrowserPid(devtools: CDPSession): Promise<number> {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  const main = processInfo.find((info) => info.type === 'browser');
  if (!main) throw new Error('Chromium did not tell its process id.');
  return main.id;
}

/** Runs in the worker. Before it is activated its `onInstalled` is still to come, and would find the test's tabs. */
function isActivated(): boolean {
  const scope = globalThis as unknown as { registration: { active: { state: string } | null } };
  return scope.registration.active?.state === 'activated';
}
