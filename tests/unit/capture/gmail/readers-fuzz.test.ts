import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailRecord } from '../../../../utils/capture/gmail/readers/mail-record.ts';
import {
  parseGuardedLiterals,
  parseLiteral,
  type Tree,
} from '../../../../utils/capture/gmail/readers/parse-literal.ts';
import { readClassic } from '../../../../utils/capture/gmail/readers/read-classic.ts';
import { readEmbedded } from '../../../../utils/capture/gmail/readers/read-embedded.ts';
import { toReference } from '../../../../utils/capture/gmail/to-reference.ts';
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
    fc.constantFrom('', 'null', '"x"', '[', ']', '{"3":7}', '99', '\\'),
  )
  .map(([text, at, length, instead]) => {
    const start = at % text.length;
    return text.slice(0, start) + instead + text.slice(start + length);
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

describe('Gmail readers, whatever they are given', () => {
  it('never throw, and name no id that is not in the text', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, misshapen, fc.json()), (text) => {
        for (const { id, legacyHex } of allRecords(text)) {
          if (id !== undefined) expect(text).toContain(id);
          else expect(text).toContain(legacyHex);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('lead to references the background will take', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, misshapen), (text) => {
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
