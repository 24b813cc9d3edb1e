import type { Address } from '../../../model/address.ts';
import { isEmail, MAX_EMAIL_LENGTH } from '../../email-pattern.ts';
import type { Tree } from '../../literals/parse-literal.ts';

/** The element at a path, or undefined where the path ends early. */
export function at(node: Tree | undefined, ...path: number[]): Tree | undefined {
  let current = node;
  for (const index of path) {
    if (!Array.isArray(current)) return undefined;
    current = current[index];
  }
  return current ?? undefined;
}

/** A text that is not empty. */
export function textAt(node: Tree | undefined, ...path: number[]): string | undefined {
  const value = at(node, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also where it stands as text. */
export function numberAt(node: Tree | undefined, ...path: number[]): number | undefined {
  const value = at(node, ...path);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : undefined;
}

/** Milliseconds since the epoch between 1990 and 2100; anything else is no time. */
export function timeAt(node: Tree | undefined, ...path: number[]): number | undefined {
  const value = numberAt(node, ...path);
  return value !== undefined && value >= 631_152_000_000 && value < 4_102_444_800_000 ? Math.trunc(value) : undefined;
}

export function listAt(node: Tree | undefined, ...path: number[]): Tree[] {
  const value = at(node, ...path);
  return Array.isArray(value) ? value : [];
}

export function textsAt(node: Tree | undefined, ...path: number[]): string[] {
  return listAt(node, ...path).filter((item): item is string => typeof item === 'string');
}

/** `[1, address, name]`: how the sync layer writes a person. */
export function isPerson(node: Tree | undefined): node is Tree[] {
  return Array.isArray(node) && typeof node[0] === 'number' && typeof node[1] === 'string' && isEmail(node[1].trim());
}

export function toPerson(node: Tree | undefined): Address | undefined {
  return isPerson(node) ? toAddress(String(node[1]), textAt(node, 2)) : undefined;
}

/** A list of persons; a single one without its list is taken as a list of one. */
export function toPersons(node: Tree | undefined): Address[] {
  if (isPerson(node)) return toPersons([node]);
  return listAt(node)
    .map(toPerson)
    .filter((person) => person !== undefined);
}

export function toAddress(email: string, name: string | undefined): Address {
  const address = email.trim().toLowerCase().slice(0, MAX_EMAIL_LENGTH);
  const shown = name?.trim().slice(0, 500);
  return shown === undefined || shown === '' ? { email: address } : { email: address, name: shown };
}
