import { resolve } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { type DrivenPage, type Driver, type OpenOptions, WINDOW } from './driver.ts';
import { readExtensionManifest } from './extension-manifest.ts';
import { createFirefoxPage } from './firefox-page.ts';
import { createFirefoxSession, type FirefoxSession } from './firefox-session.ts';
import { killTree } from './kill-process.ts';
import { createPolicyLauncher } from './policy-launcher.ts';
import { type Profile, takeProfile } from './profile.ts';
import { waitUntil } from './wait-until.ts';
import { writeSettings } from './write-settings.ts';

/** Host part of the extension's addresses; Firefox would draw one by lot for every profile. */
const EXTENSION_UUID = '5d0f4b52-6a83-4e0b-9a37-2c9e1d7f8a10';

/** What the browser's own code may ask for; only {@link FirefoxSession.privileged} functions see these. */
declare const WebExtensionPolicy: {
  getByID(id: string): {
    extension: {
      backgroundState: string;
      terminateBackground(options: { ignoreDevToolsAttached: boolean }): Promise<void>;
    };
  };
};
declare const ChromeUtils: {
  importESModule(url: 'resource://gre/modules/ExtensionPermissions.sys.mjs'): {
    ExtensionPermissions: Record<
      'add' | 'remove',
      (
        id: string,
        permissions: { origins: string[]; permissions: string[]; data_collection: string[] },
        extension: unknown,
      ) => Promise<void>
    >;
  };
};
declare const Cc: {
  '@mozilla.org/consoleAPI-storage;1': { getService(kind: unknown): { getEvents(): { arguments: unknown[] }[] } };
};
declare const Ci: { nsIConsoleAPIStorage: unknown };
declare const Services: {
  console: { getMessageArray(): { message: string }[] };
  locale: { availableLocales: string[]; requestedLocales: string[] };
  wm: {
    getMostRecentWindow(type: 'navigator:browser'): {
      PopupNotifications: {
        isPanelOpen: boolean;
        panel: { firstElementChild: Record<'button' | 'secondaryButton', { click(): void }> | null };
      };
    };
  };
};

/** Stock Firefox with the extension, driven by Puppeteer over WebDriver BiDi. */
export async function openFirefox(
  options: OpenOptions,
  profile: Profile = takeProfile(options.profileDir),
): Promise<Driver> {
  const executablePath = findBrowser('firefox');
  if (!executablePath) throw new Error('Firefox is not installed.');
  const extensionDir = resolve(options.extensionDir);
  const manifest = readExtensionManifest(extensionDir);
  const launcher =
    options.policy &&
    createPolicyLauncher('firefox', executablePath, {
      policies: { '3rdparty': { Extensions: { [manifest.geckoId]: options.policy } } },
    });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: launcher?.path ?? executablePath,
    headless: options.headless ?? true,
    userDataDir: profile.dir,
    acceptInsecureCerts: true,
    defaultViewport: WINDOW,
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: preferences(options, manifest.geckoId),
  });
  try {
    return await createDriver(browser, options, profile, extensionDir);
  } catch (error) {
    await browser.close();
    profile.remove();
    throw error;
  } finally {
    // Firefox has read its policies by now, and keeps them while it runs.
    launcher?.remove();
  }
}

function preferences(options: OpenOptions, geckoId: string): Record<string, string | number | boolean> {
  return {
    'extensions.webextensions.uuids': JSON.stringify({ [geckoId]: EXTENSION_UUID }),
    // A build loaded for the session only is uninstalled with it; its data must outlive that.
    'extensions.webextensions.keepStorageOnUninstall': true,
    'extensions.webextensions.keepUuidOnUninstall': true,
    'extensions.originControls.grantByDefault': options.grantHosts ?? true,
    ...(options.proxyPort === undefined ? {} : proxyPreferences(options.proxyPort)),
    // Nobody watches: fewer frames a second leave more of the processor to the stories.
    'layout.frame_rate': 20,
    'ui.systemUsesDarkTheme': options.theme === 'dark' ? 1 : 0,
  };
}

function proxyPreferences(port: number): Record<string, string | number> {
  return {
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': port,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': port,
  };
}

async function createDriver(
  browser: Browser,
  options: OpenOptions,
  profile: Profile,
  extensionDir: string,
): Promise<Driver> {
  const { geckoId, hostPermissions, settingsPage } = readExtensionManifest(extensionDir);
  const session = await createFirefoxSession(browser);
  await speakLanguage(session, options.language ?? 'en');
  await browser.installExtension(extensionDir);
  const origin = `moz-extension://${EXTENSION_UUID}`;
  const openPages: DrivenPage[] = [];
  const ownTabs = new Set<Page>();
  const closed = new Promise<void>((done) => browser.once('disconnected', () => done()));

  const backgroundRunning = async () =>
    (await session.privileged((id) => WebExtensionPolicy.getByID(id).extension.backgroundState, geckoId)) === 'running';
  const changeHosts = (change: 'add' | 'remove', origins: string[]) =>
    session.privileged(
      async (id, verb, patterns) => {
        const { ExtensionPermissions } = ChromeUtils.importESModule(
          'resource://gre/modules/ExtensionPermissions.sys.mjs',
        );
        const { extension } = WebExtensionPolicy.getByID(id);
        await ExtensionPermissions[verb](id, { origins: patterns, permissions: [], data_collection: [] }, extension);
      },
      geckoId,
      change,
      origins,
    );

  async function newPage(): Promise<{ tab: Page; driven: DrivenPage }> {
    const tab = await browser.newPage();
    ownTabs.add(tab);
    tab.setDefaultTimeout(10_000);
    // A page of many files, on a machine that does other things too.
    tab.setDefaultNavigationTimeout(30_000);
    const driven: DrivenPage = {
      ...createFirefoxPage(tab),
      // Puppeteer tells of no closing that it was asked for itself.
      async close() {
        openPages.splice(openPages.indexOf(driven), 1);
        await tab.close();
      },
    };
    openPages.push(driven);
    return { tab, driven };
  }

  await waitUntil('the background to start', backgroundRunning);
  const driver: Driver = {
    kind: 'firefox',
    origin,
    profileDir: profile.dir,
    openPages,
    async page(url) {
      const { driven } = await newPage();
      if (url !== undefined) await driven.goto(url);
      return driven;
    },
    async extensionPage(file) {
      const { tab, driven } = await newPage();
      const url = `${origin}/${file}`;
      await session.navigate(contextOf(tab), url);
      await driven.waitFor(
        `${file} to load`,
        (start) => location.href.startsWith(start) && document.readyState === 'complete',
        url,
      );
      return driven;
    },
    async foundPage(urlStart) {
      let found: Page | undefined;
      await waitUntil(`a tab on ${urlStart}`, async () => {
        for (const tab of await browser.pages()) {
          if (!ownTabs.has(tab) && String(await tab.evaluate('location.href')).startsWith(urlStart)) found = tab;
        }
        return found !== undefined;
      });
      return createFirefoxPage(found as Page);
    },
    consoleLines: () => session.privileged(readConsole),
    backgroundRunning,
    async stopBackground() {
      await session.privileged(async (id) => {
        await WebExtensionPolicy.getByID(id).extension.terminateBackground({ ignoreDevToolsAttached: true });
      }, geckoId);
      await waitUntil('the background to stop', async () => !(await backgroundRunning()));
    },
    configure: (settings) => writeSettings(driver, settingsPage, settings),
    allowHost: (pattern) => changeHosts('add', [pattern]),
    withholdHosts: () => changeHosts('remove', hostPermissions),
    async answerPermissionPrompt(allow, _pattern, ask) {
      await ask();
      await waitUntil('the permission prompt', () => session.privileged(answerPrompt, allow));
    },
    async updateExtension() {
      await browser.installExtension(extensionDir);
      await waitUntil('the updated background', backgroundRunning);
    },
    async kill() {
      const pid = browser.process()?.pid;
      if (pid === undefined) throw new Error('Firefox has no process to kill.');
      await killTree(pid);
      await waitUntil('the connection to end', () => !browser.connected);
      openPages.length = 0;
    },
    reopen: () => openFirefox(options, profile),
    async close() {
      if (browser.connected) await browser.close();
      profile.remove();
    },
    closed,
  };
  return driver;
}

/** Firefox takes only languages it has a pack for, and the packs are other packages; the extension's texts need none. */
async function speakLanguage(session: FirefoxSession, language: string): Promise<void> {
  if (language === 'en') return;
  await session.privileged((wanted) => {
    Services.locale.availableLocales = [wanted, 'en-US'];
    Services.locale.requestedLocales = [wanted];
  }, language);
}

/** Runs in the browser itself, which keeps what every page and every part of an extension wrote. */
function readConsole(): string[] {
  const storage = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage);
  const written = storage.getEvents().map((event) => event.arguments.map(String).join(' '));
  return [...written, ...Services.console.getMessageArray().map((message) => message.message)];
}

/** Runs in the browser itself. @returns whether there was a prompt to answer */
function answerPrompt(allow: boolean): boolean {
  const { isPanelOpen, panel } = Services.wm.getMostRecentWindow('navigator:browser').PopupNotifications;
  if (!isPanelOpen || !panel.firstElementChild) return false;
  panel.firstElementChild[allow ? 'button' : 'secondaryButton'].click();
  return true;
}

/** Puppeteer's frame id is the BiDi browsing context, under a name its types leave out. */
function contextOf(page: Page): string {
  return (page.mainFrame() as unknown as { _id: string })._id;
}
