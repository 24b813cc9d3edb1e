/** Careful steps through JSON somebody sent. */
export type Json = Record<string, unknown>;

export const objectAt = (value: unknown, ...path: string[]): Json => {
  let here: unknown = value;
  for (const key of path) here = isObject(here) ? here[key] : undefined;
  return isObject(here) ? here : {};
};

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textIn = (value: Json, key: string): string => {
  const found = value[key];
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
};

export const listIn = (value: Json, key: string): unknown[] => {
  const found = value[key];
  return Array.isArray(found) ? found : [];
};

/**
 * The JSONPath of `filters.select`, as far as batches use it: `$.a.b` from the top, `$..a.b` from wherever it is found
 * first.
 */
export function select(value: unknown, path: string): string | undefined {
  const deep = path.startsWith('$..');
  const keys = path.replace(/^\$\.{1,2}/, '').split('.');
  const from = (start: unknown): unknown => {
    let here = start;
    for (const key of keys) here = isObject(here) ? here[key] : undefined;
    return here;
  };
  const search = (start: unknown): unknown => {
    const found = from(start);
    if (found !== undefined || !deep || typeof start !== 'object' || start === null) return found;
    for (const child of Object.values(start)) {
      const below = search(child);
      if (below !== undefined) return below;
    }
    return undefined;
  };
  const found = search(value);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
