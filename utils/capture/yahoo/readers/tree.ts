import type { Address } from '../../../model/address.ts';
import { isEmail } from '../../email-pattern.ts';
import type { Tree } from '../../literals/parse-literal.ts';

/** An object of an answer. */
export interface Fields {
  [key: string]: Tree;
}

export function isFields(node: Tree | undefined): node is Fields {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** The node at a path of keys, or undefined where the path ends early. */
export function at(node: Tree | undefined, ...path: string[]): Tree | undefined {
  let current = node;
  for (const key of path) {
    if (!isFields(current)) return undefined;
    current = current[key];
  }
  return current ?? undefined;
}

/** A text that is not empty. */
export function textAt(node: Tree | undefined, ...path: string[]): string | undefined {
  const value = at(node, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An id, which some answers write as a number. */
export function idAt(node: Tree | undefined, ...path: string[]): string | undefined {
  const value = at(node, ...path);
  return typeof value === 'number' ? String(value) : textAt(value);
}

export function listAt(node: Tree | undefined, ...path: string[]): Tree[] | undefined {
  const value = at(node, ...path);
  return Array.isArray(value) ? value : undefined;
}

export function textsAt(node: Tree | undefined, ...path: string[]): string[] | undefined {
  return listAt(node, ...path)?.filter((item): item is string => typeof item === 'string');
}

/** Seconds of today have ten digits, milliseconds thirteen. */
const FIRST_MILLISECONDS = 100_000_000_000;

/** A time in seconds or milliseconds, as number or text, in ms since the epoch; undefined outside 1990 to 2100. */
export function timeAt(node: Tree | undefined, ...path: string[]): number | undefined {
  const value = at(node, ...path);
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  const ms = number < FIRST_MILLISECONDS ? number * 1000 : number;
  return ms >= 631_152_000_000 && ms < 4_102_444_800_000 ? Math.trunc(ms) : undefined;
}

/**
 * People as headers list them. An entry without an address spoils nothing; a list that is missing is not an empty one, so
 * it stays undefined.
 */
export function peopleAt(node: Tree | undefined, ...path: string[]): Address[] | undefined {
  const value = at(node, ...path);
  const list = isFields(value) ? [value] : value;
  if (!Array.isArray(list)) return undefined;
  return list.map(toAddress).filter((address) => address !== undefined);
}

function toAddress(entry: Tree): Address | undefined {
  const email = (textAt(entry, 'email') ?? '').trim().toLowerCase();
  if (!isEmail(email)) return undefined;
  const name = textAt(entry, 'name')?.trim().slice(0, 500);
  return name === undefined || name === '' ? { email } : { email, name };
}
