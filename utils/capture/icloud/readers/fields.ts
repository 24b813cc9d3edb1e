import type { Tree } from '../../literals/parse-literal.ts';
import type { Uid } from '../page/question.ts';

/** Below this a time is in seconds: as milliseconds it would lie in 1973. */
const LARGEST_SECONDS = 100_000_000_000;
const YEAR_1990_MS = 631_152_000_000;
const YEAR_2100_MS = 4_102_444_800_000;

export function fieldOf(node: Tree | undefined, name: string): Tree | undefined {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return undefined;
  return node[name] ?? undefined;
}

/** A text that is not empty; numbers, which some answers have where others have text, become text. */
export function textOf(node: Tree | undefined, name: string): string | undefined {
  const value = fieldOf(node, name);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function listOf(node: Tree | undefined, name: string): Tree[] {
  const value = fieldOf(node, name);
  return Array.isArray(value) ? value : [];
}

export function uidOf(node: Tree | undefined, name: string): Uid | undefined {
  const value = fieldOf(node, name);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  return typeof value === 'string' && value !== '' && value.length <= 100 ? value : undefined;
}

export function sizeOf(node: Tree | undefined, name: string): number | undefined {
  const value = Number(fieldOf(node, name) ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Milliseconds since the epoch; some answers count seconds, and their size tells. */
export function timeOf(node: Tree | undefined, name: string): number | undefined {
  const value = fieldOf(node, name);
  const number = typeof value === 'string' && /^\d{9,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  const timeMs = Math.trunc(number < LARGEST_SECONDS ? number * 1000 : number);
  return timeMs >= YEAR_1990_MS && timeMs < YEAR_2100_MS ? timeMs : undefined;
}

/**
 * Whether an answer with status 200 says that it is none: `success: false`, an error code, errors of services within.
 */
export function isRefusal(answer: Tree | undefined): boolean {
  const code = fieldOf(answer, 'errorCode');
  if (fieldOf(answer, 'success') === false || listOf(answer, 'serviceErrors').length > 0) return true;
  return code !== undefined && code !== 0 && code !== '' && code !== '0' && code !== false;
}
