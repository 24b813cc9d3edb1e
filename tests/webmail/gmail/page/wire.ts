/**
 * The sync layer writes its records in two forms: arrays (since September 2022), and objects whose keys are the array's
 * places counted from 1 (before). A tuple is a record that has both forms; a plain array is a list and stays a list.
 */
export class Tuple {
  readonly places: Readonly<Record<number, unknown>>;
  constructor(places: Record<number, unknown>) {
    this.places = places;
  }
}

/** A record with values at the given places; the others are empty. */
export const tuple = (places: Record<number, unknown>): Tuple => new Tuple(places);

export type WireForm = 'array' | 'object';

const TIMES_FROM = 1_000_000_000_000;

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Brings tuples into their wire form. In the object form times are texts, and empty places are left out. */
export function toWire(value: unknown, form: WireForm): unknown {
  if (value instanceof Tuple) {
    const filled = Object.entries(value.places).filter(([, held]) => !isEmpty(held));
    if (form === 'object') {
      return Object.fromEntries(filled.map(([place, held]) => [String(Number(place) + 1), toWire(held, form)]));
    }
    const length = Math.max(-1, ...filled.map(([place]) => Number(place))) + 1;
    const array: unknown[] = Array.from({ length }, () => null);
    for (const [place, held] of filled) array[Number(place)] = toWire(held, form);
    return array;
  }
  if (Array.isArray(value)) return value.map((held) => toWire(held, form));
  if (form === 'object' && typeof value === 'number' && value >= TIMES_FROM) return String(value);
  return value ?? null;
}

/** Brings either form into plain arrays with empty places as null. */
export function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const length = Math.max(0, ...entries.map(([key]) => Number(key)));
  const array: unknown[] = Array.from({ length }, () => null);
  for (const [key, held] of entries) array[Number(key) - 1] = fromWire(held);
  return array;
}

/** The value at a path of places, or undefined where the path ends early. */
export function at(value: unknown, ...path: number[]): unknown {
  let here = value;
  for (const place of path) {
    if (!Array.isArray(here)) return undefined;
    here = here[place];
  }
  return here ?? undefined;
}

export const listAt = (value: unknown, ...path: number[]): unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const textAt = (value: unknown, ...path: number[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
};

export const textsAt = (value: unknown, ...path: number[]): string[] =>
  listAt(value, ...path).filter((held): held is string => typeof held === 'string');

export const numberAt = (value: unknown, ...path: number[]): number => Number(textAt(value, ...path)) || 0;
