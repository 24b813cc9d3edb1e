import { readAs } from '../model/read-as.ts';
import { listKeys, type SettingKey, type Settings, settingKeys, settingsSchema } from './schema.ts';

export type SettingSource = 'stored' | 'policy';

/** A value that was passed over. Carries names only: a wrong value may be a secret typed into the wrong field. */
export interface SettingProblem {
  source: SettingSource;
  /** The key, or the key and the place in its list: `neverLog[3]`. Unknown names are cut. */
  key: string;
  why: 'unknown-key' | 'wrong-value' | 'not-an-object';
}

export interface ParsedSettings {
  values: Partial<Settings>;
  problems: SettingProblem[];
}

const MAX_KEY = 60;

/** Reads settings key by key, and lists entry by entry: one wrong value takes nothing else with it. */
export function parseSettings(raw: unknown, source: SettingSource): ParsedSettings {
  if (raw === undefined || raw === null) return { values: {}, problems: [] };
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    return { values: {}, problems: [{ source, key: 'settings', why: 'not-an-object' }] };
  }
  const values: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const [key, value] of Object.entries(raw)) {
    if (!isSettingKey(key)) {
      problems.push({ source, key: key.slice(0, MAX_KEY), why: 'unknown-key' });
      continue;
    }
    const { parsed, wrong } = isListKey(key) ? parseList(key, value) : parseValue(key, value);
    if (parsed !== undefined) values[key] = parsed;
    problems.push(...wrong.map((name) => ({ source, key: name, why: 'wrong-value' as const })));
  }
  return { values, problems };
}

function parseValue(key: SettingKey, value: unknown): { parsed?: unknown; wrong: string[] } {
  const parsed = readAs<unknown>(settingsSchema.shape[key], value);
  return parsed === undefined ? { wrong: [key] } : { parsed, wrong: [] };
}

function parseList(key: (typeof listKeys)[number], value: unknown): { parsed?: unknown; wrong: string[] } {
  if (!Array.isArray(value)) return { wrong: [key] };
  const { element } = settingsSchema.shape[key];
  const read = value.map((entry) => readAs<unknown>(element, entry));
  const wrong = read.flatMap((entry, at) => (entry === undefined ? [`${key}[${at}]`] : []));
  const whole = parseValue(
    key,
    read.filter((entry) => entry !== undefined),
  );
  return { ...whole, wrong: [...wrong, ...whole.wrong] };
}

function isSettingKey(key: string): key is SettingKey {
  return (settingKeys as readonly string[]).includes(key);
}

function isListKey(key: SettingKey): key is (typeof listKeys)[number] {
  return (listKeys as readonly string[]).includes(key);
}
