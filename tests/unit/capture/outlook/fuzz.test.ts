import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMime } from '../../../../utils/capture/outlook/fetch/read-content.ts';
import { readRequest } from '../../../../utils/capture/outlook/readers/read-request.ts';
import { finalStateOf, toReference } from '../../../../utils/capture/outlook/to-reference.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';
import { toSafeReference } from '../../../../utils/capture/to-safe-reference.ts';
import { mailReferenceSchema } from '../../../../utils/model/mail-reference.ts';
import { readingOf, treeOf } from './fixtures.ts';

const folder = new URL('../../../fixtures/outlook/', import.meta.url);
const texts = readdirSync(fileURLToPath(folder)).map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** A text with a stretch of it cut out, doubled, or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.nat(),
    fc.nat(60),
    fc.constantFrom('', 'null', '"x"', '[', ']', '{}', '99', '\\', '[[]]', '"@"'),
  )
  .map(([text, at, length, instead]) => {
    const start = at % text.length;
    return text.slice(0, start) + instead + text.slice(start + length);
  });

/** A tree with one of its nodes replaced by something else. */
const misshapen = fc
  .tuple(fc.constantFrom(...texts), fc.nat(), fc.jsonValue({ maxDepth: 2 }))
  .map(([text, place, instead]) => {
    let seen = 0;
    return JSON.stringify(JSON.parse(text), (_, value: unknown) => {
      seen += 1;
      return seen === 2 + (place % 150) ? instead : value;
    });
  });

describe('Outlook readers', () => {
  it.each([
    ['cut and patched text', mutated],
    ['misshapen trees', misshapen],
  ])('make of %s references the background takes, or none', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, fc.boolean(), (text, isOwn) => {
        const own = new Set(isOwn ? ['bea@client.example'] : ['ana@rep.example']);
        for (const item of readingOf(text).results.flatMap(({ items }) => items)) {
          const state = finalStateOf(item, { own, role: undefined });
          if (state === undefined) continue;
          const facts = {
            site: 'outlook',
            account: 'ana@rep.example',
            ref: item.id,
            item,
            state,
            noticedBy: 'traffic',
          } as const;
          const safe = toSafeReference(toReference(facts));
          expect(mailReferenceSchema.safeParse(safe).success).toBe(true);
        }
        for (const action of ['CreateItem', 'UpdateItem', 'SendItem']) readRequest(action, treeOf(text));
        runAtOnce(readMime(new TextEncoder().encode(text)));
      }),
      { numRuns: 400 },
    );
  });
});
