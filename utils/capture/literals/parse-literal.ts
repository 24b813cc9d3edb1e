import type { SlicedWork } from '../sliced-work.ts';

/** What a page text holds, after numbered objects became arrays. Objects have no prototype. */
export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

export interface LiteralOptions {
  /** Longer strings are dropped unread: the notice path wants ids and addresses, never bodies. Unlimited unless told. */
  maxStringChars?: number;
}

/** Deeper nesting is no message; walkers may then rely on it. */
const MAX_DEPTH = 200;

/** The largest field number seen is 69; one far beyond would make an array of holes. */
const MAX_FIELD = 1000;

/** Work between two yields, in tokens. */
const TOKENS_PER_STEP = 1000;

const numberAt = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const wordAt = /true|false|null|undefined/y;
const spaceAt = /\s*/y;
const guardAt = /^\s*(?:\d+\s*)?\)\]\}'/;
/** Length lines and stray commas between the literals of a classic answer. */
const betweenAt = /[\s\d,]*/y;
const unquote = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g;
const plainEscapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' };

interface Frame {
  items: Tree[] | undefined;
  fields: { [key: string]: Tree } | undefined;
  key: string | undefined;
  /** Fields of a last numbered object, to be laid into the array they end. */
  tail: { [key: string]: Tree } | undefined;
  /** A comma or an opening bracket was last, so an empty place may follow. */
  open: boolean;
}

/** A literal and the position behind it. */
interface Parsed {
  value: Tree;
  end: number;
}

/**
 * Reads JSON and the looser array literals of older Gmail answers (single quotes, `\xHH`, empty array places), without
 * ever evaluating it and in interruptible steps, since an answer may hold megabytes.
 *
 * Google's arrays come in two dresses: objects with keys counted from 1, and arrays that may end in such an object for
 * far fields. Both become plain arrays counted from 0. Whole numbers too large for a double stay text.
 *
 * @returns undefined when the text is not one literal.
 */
export function* parseLiteral(text: string, options: LiteralOptions = {}): SlicedWork<Tree | undefined> {
  const parsed = yield* parseFrom(text, 0, options);
  return parsed !== undefined && skipSpace(text, parsed.end) === text.length ? parsed.value : undefined;
}

/**
 * Reads a classic answer: a guard line that keeps browsers from running it, then literals with a line before each that
 * tells its length. Lengths are counted differently over the years, so they are skipped and not relied on.
 *
 * @returns the literals up to the first thing that is none.
 */
export function* parseGuardedLiterals(text: string, options: LiteralOptions = {}): SlicedWork<Tree[]> {
  const literals: Tree[] = [];
  let position = guardAt.exec(text)?.[0].length ?? 0;
  for (;;) {
    betweenAt.lastIndex = position;
    betweenAt.exec(text);
    const parsed = yield* parseFrom(text, betweenAt.lastIndex, options);
    if (parsed === undefined) return literals;
    literals.push(parsed.value);
    position = parsed.end;
  }
}

function* parseFrom(text: string, start: number, options: LiteralOptions): SlicedWork<Parsed | undefined> {
  const maxStringChars = options.maxStringChars ?? Number.POSITIVE_INFINITY;
  const stack: Frame[] = [];
  let isArrayForm: boolean | undefined;
  let position = start;
  let tokens = 0;

  for (;;) {
    tokens += 1;
    if (tokens % TOKENS_PER_STEP === 0) yield;
    position = skipSpace(text, position);
    const top = stack[stack.length - 1];
    const char = text[position];
    if (char === undefined) return undefined;

    let value: Tree;
    if (char === '[' || char === '{') {
      if (stack.length >= MAX_DEPTH) return undefined;
      isArrayForm ??= char === '[';
      if (top !== undefined && !canTakeValue(top)) return undefined;
      stack.push(newFrame(char));
      position += 1;
      continue;
    }
    if (char === ',') {
      if (top === undefined) return undefined;
      if (top.items !== undefined && top.open) top.items.push(null);
      else if (top.fields !== undefined && top.open) return undefined;
      top.open = true;
      position += 1;
      continue;
    }
    if (char === ']' || char === '}') {
      if (top === undefined || (char === ']') !== (top.items !== undefined) || top.key !== undefined) return undefined;
      stack.pop();
      position += 1;
      const parent = stack[stack.length - 1];
      if (top.items !== undefined) value = withTail(top.items, top.tail);
      else {
        const fields = top.fields ?? {};
        const numbered = hasOnlyFieldNumbers(fields);
        if (numbered && isArrayForm === true && parent?.items !== undefined) {
          parent.tail = fields;
          parent.open = false;
          continue;
        }
        value = numbered ? toArray(fields) : fields;
      }
    } else if (char === '"' || char === "'") {
      const end = endOfString(text, position, char);
      if (end === undefined) return undefined;
      const isKey = top?.fields !== undefined && top.key === undefined;
      value = end - position > maxStringChars ? '' : readString(text, position, end);
      position = end;
      if (isKey) {
        position = skipSpace(text, position);
        if (text[position] !== ':' || !top.open) return undefined;
        position += 1;
        top.key = value;
        continue;
      }
    } else {
      numberAt.lastIndex = position;
      wordAt.lastIndex = position;
      const token = numberAt.exec(text)?.[0] ?? wordAt.exec(text)?.[0];
      if (token === undefined) return undefined;
      position += token.length;
      value = readToken(token);
    }

    const holder = stack[stack.length - 1];
    if (holder === undefined) return { value, end: position };
    if (!canTakeValue(holder)) return undefined;
    if (holder.items !== undefined) {
      if (holder.tail !== undefined) {
        // A numbered object that was not the last element is an element like any other.
        holder.items.push(toArray(holder.tail));
        holder.tail = undefined;
      }
      holder.items.push(value);
    } else if (holder.fields !== undefined && holder.key !== undefined) {
      holder.fields[holder.key] = value;
      holder.key = undefined;
    }
    holder.open = false;
  }
}

function newFrame(opening: '[' | '{'): Frame {
  return {
    items: opening === '[' ? [] : undefined,
    fields: opening === '{' ? Object.create(null) : undefined,
    key: undefined,
    tail: undefined,
    open: true,
  };
}

/** Two values need a comma between them, and a field needs its key. */
function canTakeValue(frame: Frame): boolean {
  return frame.open && (frame.items !== undefined || frame.key !== undefined);
}

function skipSpace(text: string, position: number): number {
  spaceAt.lastIndex = position;
  spaceAt.exec(text);
  return spaceAt.lastIndex;
}

/** Position behind the closing quote. A quote behind an odd number of backslashes does not close. */
function endOfString(text: string, start: number, quote: string): number | undefined {
  let position = start + 1;
  for (;;) {
    const end = text.indexOf(quote, position);
    if (end === -1) return undefined;
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\' && end - 1 - backslashes > start) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
    position = end + 1;
  }
}

function readString(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes('\\')) return inner;
  return inner.replace(unquote, (_, unicode?: string, hex?: string, other?: string) => {
    const code = unicode ?? hex;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return plainEscapes[other ?? ''] ?? other ?? '';
  });
}

function readToken(token: string): Tree {
  if (token === 'true') return true;
  if (token === 'false') return false;
  if (token === 'null' || token === 'undefined') return null;
  const number = Number(token);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? token : number;
}

function hasOnlyFieldNumbers(fields: { [key: string]: Tree }): boolean {
  const keys = Object.keys(fields);
  return keys.length > 0 && keys.every((key) => /^[1-9]\d{0,3}$/.test(key) && Number(key) <= MAX_FIELD);
}

function toArray(fields: { [key: string]: Tree }): Tree[] {
  return withTail([], fields);
}

function withTail(items: Tree[], tail: { [key: string]: Tree } | undefined): Tree[] {
  if (tail === undefined) return items;
  for (const [key, value] of Object.entries(tail)) {
    const index = Number(key) - 1;
    while (items.length < index) items.push(null);
    items[index] = value;
  }
  return items;
}
