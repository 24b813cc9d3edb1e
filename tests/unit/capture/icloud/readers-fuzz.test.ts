import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccountAddresses } from '../../../../utils/capture/icloud/mailbox.ts';
import { outlineOfAnswer } from '../../../../utils/capture/icloud/outline-of-answer.ts';
import { reduceAnswer } from '../../../../utils/capture/icloud/page/account-addresses.ts';
import { parseICloudQuestion } from '../../../../utils/capture/icloud/page/question.ts';
import { isRefusal } from '../../../../utils/capture/icloud/readers/fields.ts';
import type { MailRecord } from '../../../../utils/capture/icloud/readers/mail-record.ts';
import { readMessage } from '../../../../utils/capture/icloud/readers/read-message.ts';
import { readMetadata } from '../../../../utils/capture/icloud/readers/read-metadata.ts';
import {
  readDraft,
  readDraftUid,
  readMove,
  readRequestFacts,
  readSentUid,
} from '../../../../utils/capture/icloud/readers/read-request.ts';
import { readThreads } from '../../../../utils/capture/icloud/readers/read-threads.ts';
import { toReference } from '../../../../utils/capture/icloud/to-reference.ts';
import { parseLiteral, type Tree } from '../../../../utils/capture/literals/parse-literal.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';
import { toSafeReference } from '../../../../utils/capture/to-safe-reference.ts';
import { mailReferenceSchema } from '../../../../utils/model/mail-reference.ts';
import { message, settings, signIn, threadList, toLoaded, toMetadata } from '../../../fixtures/icloud/fake-icloud.ts';

const file = { name: 'a.pdf', type: 'application/pdf', text: 'x' };
const shapes: unknown[] = [
  { messageMetadataList: [toMetadata(message({ file })), toMetadata(message({ folder: 'Sent Messages' }))] },
  toLoaded(message({ headers: ['Reply-To: x@y.example', 'List-Id: <x>'] }), ['1']),
  threadList([message()]),
  {
    messageGuid: 'Drafts/4',
    threadIds: ['t'],
    from: 'a@x.example',
    to: ['b@x.example'],
    sessionHeaders: { folder: 'INBOX' },
  },
  signIn,
  settings,
];
const texts = shapes.map((shape) => JSON.stringify(shape));

/** A text with a stretch of it cut out, doubled, or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.nat(),
    fc.nat(40),
    fc.constantFrom('', 'null', '"x"', '[', ']', '{"3":7}', '-1', '\\'),
  )
  .map(([text, at, length, instead]) => {
    const start = at % text.length;
    return text.slice(0, start) + instead + text.slice(start + length);
  });

/** A shape with one of its values replaced by something else. */
const misshapen = fc
  .tuple(fc.constantFrom(...shapes), fc.nat(), fc.jsonValue({ maxDepth: 2 }))
  .map(([shape, place, instead]) => {
    let seen = 0;
    return JSON.stringify(shape, (_, value: unknown) => {
      seen += 1;
      return seen === 2 + (place % 60) ? instead : value;
    });
  });

function everythingRead(tree: Tree | undefined): MailRecord[] {
  isRefusal(tree);
  readDraft(tree);
  readDraftUid(tree);
  readMove(tree);
  readSentUid(tree);
  runAtOnce(readThreads(tree));
  const asked = readRequestFacts(tree);
  const loaded = readMessage(tree, asked);
  return [...(runAtOnce(readMetadata(tree, asked)) ?? []), ...(loaded === undefined ? [] : [loaded.record])];
}

describe('readers, whatever they are given', () => {
  it('give references the background takes, or none', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, misshapen, fc.json(), fc.string()), (text) => {
        for (const record of everythingRead(runAtOnce(parseLiteral(text)))) {
          const named = { ref: record.messageId ?? 'x', threadRef: record.threadId, account: 'ana@icloud.com' };
          const reference = toReference(record, { ...named, noticedBy: 'traffic', isOutgoing: false });
          const safe = toSafeReference(reference);
          if (safe !== undefined) expect(mailReferenceSchema.safeParse(safe).success).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('reduce answers about the account to addresses', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, misshapen), (text) => {
        const reduced = reduceAnswer(text);
        if (/"(?:dsInfo|supportedDomains)"\s*:/.test(text)) expect(reduced).not.toContain(signIn.dsInfo.dsid);
        for (const email of parseAccountAddresses(reduced)?.addresses ?? []) expect(email).toContain('@');
      }),
    );
  });

  it('understand no question that names no place', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const question = parseICloudQuestion(text);
        if (question !== undefined) expect(JSON.stringify(question).length).toBeLessThan(120_000);
      }),
    );
  });
});

describe('outlines', () => {
  it('never hold a word or a number of the answer', () => {
    const word = fc.stringMatching(/^secret[a-z]{0,8}$/);
    const answer = fc.record({
      list: fc.array(fc.record({ from: word, count: fc.integer({ min: 1000 }) })),
      byName: fc.dictionary(word, fc.integer()),
    });
    fc.assert(
      fc.property(answer, (value) => {
        const outline = outlineOfAnswer(JSON.parse(JSON.stringify(value)) as Tree);
        expect(outline).not.toMatch(/secret|\d{4}/);
        expect(outline.length).toBeLessThanOrEqual(2000);
      }),
    );
  });
});
