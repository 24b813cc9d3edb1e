import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailRecord } from '../../../../utils/capture/gmail/readers/mail-record.ts';
import { readClassic } from '../../../../utils/capture/gmail/readers/read-classic.ts';
import { readEmbedded } from '../../../../utils/capture/gmail/readers/read-embedded.ts';
import { toReference } from '../../../../utils/capture/gmail/to-reference.ts';
import { parseGuardedLiterals, parseLiteral, type Tree } from '../../../../utils/capture/literals/parse-literal.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';
import { toSafeReference } from '../../../../utils/capture/to-safe-reference.ts';
import { mailReferenceSchema } from '../../../../utils/model/mail-reference.ts';

const folder = new URL('../../../fixtures/gmail/', import.meta.url);
const texts = readdirSync(fileURLToPath(folder))
  .filter((name) => /\.(json|txt)$/.test(name) && !name.endsWith('.expected.json'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** A text with a stretch of it cut out, doubled, or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.nat(),
    fc.nat(40),
    fc.constantFrom('', 'null', '"x"', '[', ']', '{"3":7}', '99', '\\', '\\\\', '\\x2d', '\\u002d'),
  )
  .map(([text, at, length, instead]) => {
    const start = at % text.length;
    return text.slice(0, start) + instead + text.slice(start + length);
  });

const toHex = (char: string, digits: number) => char.charCodeAt(0).toString(16).padStart(digits, '0');
const escapes: [string, (char: string) => string][] = [
  ['a needless backslash', (char) => `\\${char}`],
  ['a code of two digits', (char) => `\\x${toHex(char, 2)}`],
  ['a code of four digits', (char) => `\\u${toHex(char, 4)}`],
];

/** A text with one letter of an id written as an escape. */
const disguised = fc
  .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.constantFrom(...escapes))
  .map(([text, which, letter, [, toEscape]]) => {
    const ids = [...text.matchAll(/msg-[af]:[\w-]+|\b[0-9a-f]{16}\b/g)];
    const id = ids[which % ids.length];
    if (id === undefined) return text;
    const place = id.index + (letter % id[0].length);
    return text.slice(0, place) + toEscape(text.charAt(place)) + text.slice(place + 1);
  });

/** A tree with one of its nodes replaced by something else. */
const misshapen = fc
  .tuple(fc.constantFrom(...texts.filter((text) => /^[[{]/.test(text))), fc.nat(), fc.jsonValue({ maxDepth: 2 }))
  .map(([text, place, instead]) => {
    let seen = 0;
    return JSON.stringify(JSON.parse(text), (_, value: unknown) => {
      seen += 1;
      return seen === 2 + (place % 120) ? instead : value;
    });
  });

function allRecords(text: string): MailRecord[] {
  const tree: Tree | undefined = runAtOnce(parseLiteral(text));
  const sync = tree === undefined ? [] : runAtOnce(readEmbedded(tree)).messages;
  return [...sync, ...runAtOnce(readClassic(runAtOnce(parseGuardedLiterals(text)))).messages];
}

/** First data holds literals inside the strings of a literal, and those hold them once more. */
const MAX_DEPTH = 3;

/** The text as it stands, then with the escapes of each further depth of string read. */
function readings(text: string): string[] {
  const all = [text];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) all.push(unescaped(all.at(-1) ?? ''));
  return all;
}

const controls = new Map(Object.entries({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' }));
const codeLengths = new Map([
  ['x', 2],
  ['u', 4],
]);

/** JavaScript's string escapes, read letter by letter; before any other letter a backslash says nothing. */
function unescaped(text: string): string {
  let out = '';
  for (let place = 0; place < text.length; place += 1) {
    const char = text.charAt(place);
    if (char !== '\\') {
      out += char;
      continue;
    }
    place += 1;
    const letter = text.charAt(place);
    const length = codeLengths.get(letter) ?? 0;
    const code = text.slice(place + 1, place + 1 + length);
    if (length > 0 && code.length === length && [...code].every((digit) => '0123456789abcdefABCDEF'.includes(digit))) {
      out += String.fromCharCode(Number(`0x${code}`));
      place += length;
    } else out += controls.get(letter) ?? letter;
  }
  return out;
}

function expectNothingInvented(text: string): void {
  const said = readings(text);
  for (const { id, legacyHex } of allRecords(text)) {
    const name = id ?? legacyHex ?? 'a record without any id';
    expect(
      said.some((reading) => reading.includes(name)),
      `${name} stands in the text`,
    ).toBe(true);
  }
}

describe('Gmail readers, whatever they are given', () => {
  it('never throw, and name no id that is not in the text', () => {
    fc.assert(fc.property(fc.oneof(mutated, disguised, misshapen, fc.json()), expectNothingInvented), {
      numRuns: 2000,
    });
  });

  it.each(escapes)('read an id written with %s, also in a text within the text', (_, toEscape) => {
    const id = 'msg-a:r31';
    // Texts within the text are looked into when they name a thread or a message in plain letters.
    const record = `["${id.replace('s', toEscape)}",[1,"ana@example.com"],"thread-a:r30"]`;
    const within = JSON.stringify({ data: JSON.stringify({ data: record }) });
    for (const text of [record, within]) {
      expect(allRecords(text).map((found) => found.id)).toEqual([id]);
      expectNothingInvented(text);
    }
  });

  it('lead to references the background will take', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, disguised, misshapen), (text) => {
        for (const record of allRecords(text)) {
          if (record.id === undefined) continue;
          const made = toReference({ id: record.id, state: 'received', record }, 'traffic', 'ana@rep.example');
          const safe = toSafeReference(made);
          if (safe !== undefined) expect(mailReferenceSchema.safeParse(safe).error).toBeUndefined();
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('find nothing in data without mail', () => {
    fc.assert(fc.property(fc.json(), (text) => void expect(allRecords(text)).toEqual([])));
  });
});
