import type { Entity } from './entity.ts';
import { badRequest } from './v4-error.ts';

/** Largest list answer, in characters of JSON. A page of the usual 50 records never comes near it. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** Fewest records read at a time: the usual page is one query. */
const MIN_STEP = 50;

/** Longest words a reference reads with: the description of a value list. */
const LONGEST_LABEL = 6_000;

/** A text without a length of its own is bounded by the largest body, and by nothing else. */
const LONGEST_TEXT = 1024 * 1024;

/** Most characters the texts of a record can have, and those of what it points to. */
function weightOf({ fields }: Entity): number {
  return fields.reduce((sum, { kind }) => {
    if (kind.type === 'reference') return sum + LONGEST_LABEL;
    if (kind.type === 'text') return sum + (kind.maxLength ?? LONGEST_TEXT);
    return sum + ('maxLength' in kind ? kind.maxLength : 0);
  }, 0);
}

/** How a page is read: in pieces of `step` records, each of them weighed where the whole might be too large. */
export interface PageScale {
  step: number;
  /** @throws `V4Error` 400 when all that was weighed so far is too large for one answer. */
  weigh(records: readonly object[]): void;
}

/**
 * @param limit Records the page may have.
 */
export function createPageScale(entity: Entity, limit: number): PageScale {
  const weight = weightOf(entity);
  if (weight * limit <= MAX_CHARACTERS) return { step: limit, weigh: () => {} };
  let characters = 0;
  return {
    step: Math.max(MIN_STEP, Math.floor(MAX_CHARACTERS / weight)),
    weigh(records) {
      characters += JSON.stringify(records).length;
      if (characters > MAX_CHARACTERS) {
        throw badRequest(`the page is larger than ${MAX_CHARACTERS} characters: ask for fewer records by Count`);
      }
    },
  };
}
