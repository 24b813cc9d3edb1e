import { browser } from 'wxt/browser';
import type { Logger } from '../../utils/log/logger.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { readBuiltInConsent } from '../../utils/platform/built-in-consent.ts';
import { defaultSettings, type Settings } from '../../utils/settings/schema.ts';
import { keepFromContentScripts, readSettings, watchSettings } from '../../utils/settings/settings-store.ts';

export interface SettingsNow {
  /** Resolves when settings and consent are known; until then nothing may be captured. */
  ready: Promise<void>;
  current(): Settings;
  hasConsent(): boolean;
  /** Whether anything may be noticed or sent at all: the switch is on and the rep agreed. */
  isOn(): boolean;
  mayCapture(site: SiteId): boolean;
  /** Whether requests of ours may be made in the session of a site. */
  mayRead(site: SiteId): boolean;
  /** Reads everything again and tells those who listen. */
  refresh(): Promise<void>;
}

const READ_AGAIN_MS = 1_000;

/** What holds at this moment, in memory, since decisions cannot wait for storage. */
export function createSettingsNow(
  onChange: (now: Settings, before: Settings | null) => void,
  log: Logger,
): SettingsNow {
  let settings: Settings | null = null;
  let hasConsent = false;
  let asked = 0;
  let newest: Promise<void>;
  /** The first reading to succeed settles it, whichever that is: one that hangs must hold nobody up. */
  const known = Promise.withResolvers<void>();

  /** A reading that began earlier may end later, with what was before: only the newest is taken. */
  async function take(mine: number): Promise<void> {
    const [{ settings: next }, builtIn] = await Promise.all([readSettings(), readBuiltInConsent(browser.permissions)]);
    if (mine !== asked) return newest;
    hasConsent = next.consentGiven || builtIn === 'given';
    const before = settings;
    settings = next;
    onChange(next, before);
    known.resolve();
  }

  const refresh = () => {
    asked += 1;
    newest = take(asked);
    return newest;
  };
  /** Everything waits for the first reading, so a failed one must not be the last word. */
  async function readUntilKnown(): Promise<void> {
    try {
      await refresh();
    } catch (cause) {
      log.error('settings could not be read', cause);
      await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS));
      await readUntilKnown();
    }
  }

  watchSettings(() => void readUntilKnown());
  void keepFromContentScripts().then(readUntilKnown, readUntilKnown);
  const current = () => settings ?? defaultSettings;
  const isOn = () => hasConsent && current().captureOn;

  return {
    ready: known.promise,
    current,
    hasConsent: () => hasConsent,
    isOn,
    mayCapture: (site) => isOn() && !current().sitesOff.includes(site),
    mayRead: (site) => !current().readsOff.includes(site),
    refresh,
  };
}
