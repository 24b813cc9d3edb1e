import { browser } from 'wxt/browser';
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
  /** Reads everything again and tells those who listen. */
  refresh(): Promise<void>;
}

/** What holds at this moment, in memory, since decisions cannot wait for storage. */
export function createSettingsNow(onChange: (now: Settings, before: Settings | null) => void): SettingsNow {
  let settings: Settings | null = null;
  let hasConsent = false;
  let asked = 0;
  let newest: Promise<void>;

  /** A reading that began earlier may end later, with what was before: only the newest is taken. */
  async function take(mine: number): Promise<void> {
    const [{ settings: next }, builtIn] = await Promise.all([readSettings(), readBuiltInConsent(browser.permissions)]);
    if (mine !== asked) return newest;
    hasConsent = next.consentGiven || builtIn === 'given';
    const before = settings;
    settings = next;
    onChange(next, before);
  }

  const refresh = () => {
    asked += 1;
    newest = take(asked);
    return newest;
  };
  watchSettings(() => void refresh());
  const ready = keepFromContentScripts().then(refresh, refresh);
  const current = () => settings ?? defaultSettings;
  const isOn = () => hasConsent && current().captureOn;

  return {
    ready,
    current,
    hasConsent: () => hasConsent,
    isOn,
    mayCapture: (site) => isOn() && !current().sitesOff.includes(site),
    refresh,
  };
}
