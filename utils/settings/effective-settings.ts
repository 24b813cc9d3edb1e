import { parseSettings, type SettingProblem } from './parse-settings.ts';
import { defaultSettings, type listKeys, type SettingKey, type Settings, settingKeys } from './schema.ts';

/** What holds, and who said so. */
export interface EffectiveSettings {
  settings: Settings;
  /** Keys the administrator set; the rep cannot change them. */
  locked: SettingKey[];
  /** The administrator's entries in lists both add to; shown with a padlock. */
  fromPolicy: Pick<Settings, (typeof listKeys)[number]>;
  /** Values passed over, by name. */
  problems: SettingProblem[];
}

/**
 * Joins what the rep set with managed policy. Policy wins key by key; lists are joined, so that the rep can add to the
 * never-log list and take nothing from it. Policy can grant consent and never takes it away: `consentGiven: false`
 * leaves the question to the rep.
 *
 * @param stored Value of the `settings` item, untrusted.
 * @param managed All of managed storage, untrusted; empty where the browser has none.
 */
export function effectiveSettings(stored: unknown, managed: unknown): EffectiveSettings {
  const own = parseSettings(stored, 'stored');
  const policy = parseSettings(managed, 'policy');
  const { consentGiven, ...rest } = policy.values;
  const { ownDomains = [], neverLog = [], sitesOff = [], readsOff = [], exchangeHosts = [], ...values } = rest;
  const mine = { ...defaultSettings, ...own.values };
  const winning = { ...values, ...(consentGiven ? { consentGiven } : {}) };
  return {
    settings: {
      ...mine,
      ...winning,
      ownDomains: union(ownDomains, mine.ownDomains),
      neverLog: union(neverLog, mine.neverLog),
      sitesOff: union(sitesOff, mine.sitesOff),
      readsOff: union(readsOff, mine.readsOff),
      exchangeHosts: union(exchangeHosts, mine.exchangeHosts),
    },
    locked: settingKeys.filter((key) => key in winning),
    fromPolicy: { ownDomains, neverLog, sitesOff, readsOff, exchangeHosts },
    problems: [...own.problems, ...policy.problems],
  };
}

function union<T>(first: readonly T[], second: readonly T[]): T[] {
  return [...new Set([...first, ...second])];
}
