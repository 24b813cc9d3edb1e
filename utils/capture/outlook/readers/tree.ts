import type { Tree } from '../../literals/parse-literal.ts';

/** Fields of an object; undefined for anything else. */
export interface Fields {
  readonly [key: string]: Tree | undefined;
}

export function asFields(node: Tree | undefined): Fields | undefined {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? node : undefined;
}

export function fieldsAt(node: Tree | Fields | undefined, ...keys: string[]): Fields | undefined {
  return asFields(at(node, ...keys));
}

/** Items of a list; none where there is no list. */
export function listAt(node: Tree | Fields | undefined, ...keys: string[]): readonly Tree[] {
  const found = at(node, ...keys);
  return Array.isArray(found) ? found : [];
}

/** A text that says something. */
export function textAt(node: Tree | Fields | undefined, ...keys: string[]): string | undefined {
  const found = at(node, ...keys);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function flagAt(node: Tree | Fields | undefined, ...keys: string[]): boolean | undefined {
  const found = at(node, ...keys);
  return typeof found === 'boolean' ? found : undefined;
}

export function countAt(node: Tree | Fields | undefined, ...keys: string[]): number | undefined {
  const found = at(node, ...keys);
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}

export function at(node: Tree | Fields | undefined, ...keys: string[]): Tree | undefined {
  let current = node as Tree | undefined;
  for (const key of keys) {
    const fields = asFields(current);
    current = fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
  }
  return current;
}

/** Type of an object without its namespace: `Message` of `Message:#Exchange`. */
export function typeOf(node: Tree | Fields | undefined): string {
  return (textAt(node, '__type') ?? '').split(':')[0] ?? '';
}

/** Ms since the epoch of a date that names its offset; dates without one mean different times to different readers. */
export function timeAt(node: Tree | Fields | undefined, ...keys: string[]): number | undefined {
  const text = textAt(node, ...keys);
  if (text === undefined || !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
