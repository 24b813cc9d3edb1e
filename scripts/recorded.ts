/**
 * Compares the product's Gmail readers with recorded traffic: `npm run recorded -- FOLDER`.
 *
 * The folder (or any below it) holds `expected.json`: an object whose keys are files relative to it and whose values say
 * what a correct reading gives; or, beside a file, `<its name>.expected.json` with such a value; and perhaps `url-tokens.json`. Every value that disagrees is printed; the last line is
 * `AGREE n of m values in f files`, and the exit code is 0 only when all agree.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { legacyHexOf } from '../utils/capture/gmail/ids.ts';
import { parseUrlToken } from '../utils/capture/gmail/url-token.ts';
import { type FileReading, readRecording, type Values } from './recorded/read-recording.ts';

/** One comparison of a file: counts, and a line for each value that disagrees. */
export interface Comparison {
  values: number;
  agreed: number;
  files: number;
  disagreements: string[];
}

/** Facts about the file itself and convenience copies, not readings of mail. */
const NOT_READINGS = new Set(['bytes', 'md5', 'form', 'kind', 'note', 'notes', 'source', 'html_start']);

export function compareFolder(folder: string): Comparison {
  const result: Comparison = { values: 0, agreed: 0, files: 0, disagreements: [] };
  for (const file of filesBelow(folder)) {
    const base = path.dirname(file);
    if (path.basename(file) === 'expected.json') {
      const expected = JSON.parse(readFileSync(file, 'utf8')) as Values;
      if (Array.isArray(expected.events)) continue;
      for (const [name, values] of Object.entries(expected)) compareFile(path.join(base, name), name, values, result);
    } else if (file.endsWith('.expected.json')) {
      const stem = path.basename(file).replace(/expected\.json$/, '');
      const sample = readdirSync(base).find((name) => name.startsWith(stem) && !name.endsWith('.expected.json'));
      const name = sample ?? stem;
      compareFile(path.join(base, name), name, JSON.parse(readFileSync(file, 'utf8')), result);
    } else if (path.basename(file) === 'url-tokens.json') {
      result.files += 1;
      for (const row of JSON.parse(readFileSync(file, 'utf8')) as Values[]) compareToken(row, result);
    }
  }
  return result;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .flatMap((file) => (statSync(file).isDirectory() ? filesBelow(file) : [file]));
}

function compareFile(file: string, name: string, values: unknown, result: Comparison): void {
  if (!isValues(values)) return;
  result.files += 1;
  const check = checker(name, result);
  if (!existsSync(file)) {
    check('', 'file', 'present', 'absent');
    return;
  }
  const reading = readRecording(readFileSync(file, 'utf8'));
  if (typeof values.form === 'string' && /^(array|object)/.test(values.form)) {
    check('', 'form', values.form.split(' ')[0], reading.form);
  }
  if (/no mail/i.test(String(values.kind ?? ''))) {
    check('', 'mail found', 0, reading.messages.length + reading.threads.length + reading.label_changes.length);
  }
  for (const [field, expected] of Object.entries(values)) {
    if (NOT_READINGS.has(field)) continue;
    const got = reading[field as keyof FileReading];
    if (Array.isArray(expected)) compareList(field, expected, Array.isArray(got) ? got : [], check);
    else if (isValues(expected)) compareValues(field, expected, isValues(got) ? got : {}, check);
    else if (field === 'send_result') check('', field, expected, reading.send_result?.legacy_hex);
    else if (expected !== null && typeof expected === 'object') check('', field, expected, got);
  }
}

function compareToken(row: Values, result: Comparison): void {
  const token = String(row.token);
  const decoded = parseUrlToken(token);
  const check = checker('url-tokens.json', result);
  const got: Values = {
    decoded: decoded?.decoded,
    thread_id: decoded?.threadId,
    message_id: decoded?.messageId,
    thread_legacy_hex: decoded && legacyHexOf(decoded.threadId),
  };
  for (const [field, expected] of Object.entries(row)) {
    if (field in got) check(token, field, expected, got[field]);
  }
}

type Check = (item: string, field: string, expected: unknown, got: unknown) => void;

function checker(file: string, result: Comparison): Check {
  return (item, field, expected, got) => {
    result.values += 1;
    if (canonical(expected) === canonical(got)) {
      result.agreed += 1;
      return;
    }
    const shown = (value: unknown) => canonical(value).slice(0, 300);
    result.disagreements.push(`${file} | ${item || '-'} | ${field} | expected ${shown(expected)} | got ${shown(got)}`);
  };
}

/** Items are paired by id where they have one, the second of the same id with the second, else by place. */
function compareList(field: string, expected: unknown[], got: Values[], check: Check): void {
  if (!expected.every(isValues)) {
    check('', field, expected, got);
    return;
  }
  const left = [...got];
  expected.forEach((item, index) => {
    const key = keyOf(item);
    const place = key === undefined ? 0 : left.findIndex((candidate) => sharesKey(candidate, item));
    const [pair] = place === -1 ? [] : left.splice(place, 1);
    const label = `${field}[${key ?? index}]`;
    if (pair === undefined) check(label, 'present', true, false);
    else compareValues(label, item, pair, check);
  });
  const known = new Set(expected.map(keyOf));
  const extra = left.filter((item) => keyOf(item) === undefined || !known.has(keyOf(item)));
  check(field, 'found and not expected', 0, extra.length);
}

const KEYS = ['id', 'sync_id', 'legacy_hex', 'email', 'thread_id', 'thread_legacy_hex'];

function keyOf(item: unknown): string | undefined {
  if (!isValues(item)) return undefined;
  const key = KEYS.map((name) => item[name]).find((value) => typeof value === 'string');
  return typeof key === 'string' ? key : undefined;
}

function sharesKey(candidate: Values, item: Values): boolean {
  const key = KEYS.find((name) => typeof item[name] === 'string');
  return key !== undefined && canonical(candidate[key]) === canonical(item[key]);
}

function compareValues(label: string, expected: Values, got: Values, check: Check): void {
  for (const [field, value] of Object.entries(expected)) {
    if (NOT_READINGS.has(field)) continue;
    const mine = got[field];
    if (field.endsWith('_derived') && mine === undefined) continue;
    if (field === 'html_chars' && Array.isArray(mine))
      check(label, field, value, mine.includes(value) ? value : mine[0]);
    else if (Array.isArray(value) && value.length > 0 && value.every(isValues) && Array.isArray(mine)) {
      for (const [index, item] of value.entries()) compareItem(`${label}.${field}[${index}]`, item, mine[index], check);
      check(label, `${field} count`, value.length, mine.length);
    } else if (isValues(value) && field === 'body') {
      compareValues(`${label}.${field}`, value, isValues(mine) ? mine : {}, check);
    } else check(label, field, value, mine);
  }
}

/** People are one value each; other items (attachments) are compared field by field, as far as the expectation goes. */
function compareItem(label: string, item: unknown, mine: unknown, check: Check): void {
  if (!isValues(item) || 'email' in item) check(label, 'value', item, mine);
  else compareValues(label, item, isValues(mine) ? mine : {}, check);
}

/** Nothing, empty text and empty list are the same absence; labels are a set; space between words is space. */
function canonical(value: unknown): string {
  return JSON.stringify(normal(value)) ?? 'nothing';
}

function normal(value: unknown): unknown {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return undefined;
  if (typeof value === 'string') return value.replace(/\s+/gu, ' ').trim();
  if (Array.isArray(value)) {
    const items = value.map(normal);
    return items.every((item) => typeof item === 'string') ? items.sort() : items;
  }
  if (!isValues(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, normal(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined || !existsSync(folder)) {
    console.error('Name a folder of recorded traffic: npm run recorded -- FOLDER');
    process.exitCode = 2;
  } else {
    const { agreed, values, files, disagreements } = compareFolder(folder);
    for (const line of disagreements) console.info(line);
    console.info(`AGREE ${agreed} of ${values} values in ${files} files`);
    process.exitCode = agreed === values && values > 0 ? 0 : 1;
  }
}
