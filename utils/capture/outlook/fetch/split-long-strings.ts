import type { SlicedWork } from '../../sliced-work.ts';

/** Strings longer than this are files or messages. */
const LONG_BYTES = 16 * 1024;
/** Bytes searched between two yields. */
const WINDOW = 1024 * 1024;
const QUOTE = 34;
const BACKSLASH = 92;

/** JSON in two: its bones as text, small enough to be read as such, and its long strings as the bytes they are. */
export interface SplitJson {
  /** Each long string has become `#0`, `#1`… */
  bones: string;
  longStrings: Uint8Array[];
}

/**
 * Takes long strings out of JSON without making text of them: an answer with a message in it may have 90 MB, and
 * decoding, unescaping and parsing that would hold the page.
 */
export function* splitLongStrings(json: Uint8Array): SlicedWork<SplitJson> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  const longStrings: Uint8Array[] = [];
  let kept = 0;
  let position = 0;
  for (let strings = 0; ; strings += 1) {
    if (strings % 1000 === 0) yield;
    const start = yield* indexOfQuote(json, position);
    if (start === -1) break;
    let end = yield* indexOfQuote(json, start + 1);
    while (end !== -1 && isEscaped(json, end, start)) end = yield* indexOfQuote(json, end + 1);
    if (end === -1) break;
    if (end - start > LONG_BYTES) {
      parts.push(decoder.decode(json.subarray(kept, start)), `"#${longStrings.length}"`);
      longStrings.push(json.subarray(start + 1, end));
      kept = end + 1;
      yield;
    }
    position = end + 1;
  }
  parts.push(decoder.decode(json.subarray(kept)));
  return { bones: parts.join(''), longStrings };
}

function* indexOfQuote(json: Uint8Array, from: number): SlicedWork<number> {
  for (let start = from; start < json.length; start += WINDOW) {
    const found = json.subarray(start, start + WINDOW).indexOf(QUOTE);
    if (found !== -1) return start + found;
    yield;
  }
  return -1;
}

function isEscaped(json: Uint8Array, position: number, start: number): boolean {
  let backslashes = 0;
  while (position - 1 - backslashes > start && json[position - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}
