import { browser } from 'wxt/browser';
import { storage } from 'wxt/utils/storage';
import { type EffectiveSettings, effectiveSettings } from './effective-settings.ts';
import { migrations, SETTINGS_VERSION } from './migrations.ts';
import { parseSettings } from './parse-settings.ts';
import { listKeys, type SettingKey, type Settings } from './schema.ts';

type Stored = Record<string, unknown>;

/** What the rep set, and only that: a key never touched is absent, so that a better default reaches everybody. */
const item = storage.defineItem<Stored>('local:settings', { version: SETTINGS_VERSION, migrations });

/** Values that did not parse and have been replaced since, by key; kept so that nothing typed is lost in silence. */
const aside = storage.defineItem<Stored>('local:settingsAside');

const LOCK = 'tandem-settings';

/** A change to a key the administrator set, or to a value that does not hold. Nothing was written. */
export class SettingsRefusedError extends Error {
  override readonly name = 'SettingsRefusedError';
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    super(`refused: ${keys.join(', ')}`);
    this.keys = keys;
  }
}

/** Everything that holds now. */
export async function readSettings(): Promise<EffectiveSettings> {
  await item.migrate();
  const [stored, managed] = await Promise.all([item.getValue(), readManaged()]);
  return effectiveSettings(stored, managed);
}

/**
 * Changes some keys, all or none. Two pages changing settings at once each keep what the other wrote.
 *
 * @throws SettingsRefusedError for locked keys and values that do not parse.
 */
export async function updateSettings(patch: Partial<Settings>): Promise<EffectiveSettings> {
  return navigator.locks.request(LOCK, async () => {
    const before = await readSettings();
    const { values, problems } = parseSettings(patch, 'stored');
    const refused = [
      ...problems.map((problem) => problem.key),
      ...before.locked.filter((key) => key in values && values[key] !== before.settings[key]),
    ];
    if (refused.length > 0) throw new SettingsRefusedError(refused);
    const stored = await item.getValue();
    const kept = isObject(stored) ? stored : {};
    await keepAside(stored, values);
    await item.setValue({ ...kept, ...withoutPolicy(values, before) });
    return readSettings();
  });
}

/**
 * Calls back whenever what holds has changed, by the rep or by policy, in whatever page. Registers its listener at once,
 * so it may be used where a worker starts. Where the browser tells of no policy change (Firefox), policy is read again
 * with the next start or change.
 *
 * @returns Ends it.
 */
export function watchSettings(onChange: (now: EffectiveSettings) => void): () => void {
  let latest = 0;
  const listener = (changes: Record<string, unknown>, area: string) => {
    if (area !== 'managed' && !(area === 'local' && 'settings' in changes)) return;
    const mine = ++latest;
    void readSettings().then((now) => {
      if (mine === latest) onChange(now);
    });
  };
  browser.storage.onChanged.addListener(listener);
  return () => {
    latest = -1;
    browser.storage.onChanged.removeListener(listener);
  };
}

/** Keeps keys and lists from content scripts, where the browser can (Chrome, Edge). Call when the background starts. */
export async function keepFromContentScripts(): Promise<void> {
  await browser.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}

/** Managed storage; empty where the browser has none (Android) or no policy is set, for which Firefox rejects. */
async function readManaged(): Promise<unknown> {
  try {
    return (await browser.storage.managed?.get(null)) ?? {};
  } catch {
    return {};
  }
}

/** What a change would overwrite although it was never understood. */
async function keepAside(stored: unknown, values: Partial<Settings>): Promise<void> {
  if (stored === null || stored === undefined) return;
  const { values: understood } = parseSettings(stored, 'stored');
  const lost = isObject(stored)
    ? Object.entries(stored).filter(([key]) => key in values && !(key in understood))
    : [['settings', stored] as const];
  if (lost.length > 0) await aside.setValue({ ...(await aside.getValue()), ...Object.fromEntries(lost) });
}

/** A list as the page shows it holds the administrator's entries too; they do not become the rep's by saving. */
function withoutPolicy(values: Partial<Settings>, { locked, fromPolicy }: EffectiveSettings): Partial<Settings> {
  const own = Object.entries(values).filter(([key]) => !locked.includes(key as SettingKey));
  return Object.fromEntries(
    own.map(([key, value]) => {
      const policy: readonly unknown[] | undefined = listKeys.some((name) => name === key)
        ? fromPolicy[key as (typeof listKeys)[number]]
        : undefined;
      return [key, policy && Array.isArray(value) ? value.filter((entry) => !policy.includes(entry)) : value];
    }),
  );
}

function isObject(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
