import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGmailStandIn } from '../../../webmail/gmail/gmail-stand-in.ts';
import type { GmailStandInOptions } from '../../../webmail/gmail/options.ts';
import {
  changesRequest,
  firstReply,
  firstSave,
  labelChange,
  laterSave,
} from '../../../webmail/gmail/page/operations.ts';
import { fromWire, toWire, tuple } from '../../../webmail/gmail/page/wire.ts';
import { createClock, createRandom, openPage, outgoing, REP, recordsIn, SENDING, START_MS, sample } from './client.ts';

/** Recorded traffic, where the machine has it; it is no part of the project. */
const RECORDED = join(import.meta.dirname, '../../../../../shared/recorded/gmail');
const isHere = existsSync(RECORDED);
if (!isHere) console.info('left out: no recorded traffic beside the project to compare shapes with');

function kindOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value))) return 'number';
  return typeof value;
}

/** Places where both hold something and it is of another kind. */
function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  const [a, b] = [kindOf(ours), kindOf(theirs)];
  if (a === 'empty' || b === 'empty') return [];
  if (a !== b) return [`${path || '.'}: ours ${a}, recorded ${b}`];
  if (!Array.isArray(ours) || !Array.isArray(theirs)) return [];
  return ours.flatMap((held, place) => differences(held, theirs[place], `${path}[${place}]`));
}

const filled = (record: unknown[] | undefined): number[] =>
  (record ?? []).flatMap((held, place) => (kindOf(held) === 'empty' ? [] : [place]));

const read = (name: string): unknown => fromWire(JSON.parse(readFileSync(join(RECORDED, name), 'utf8')));

async function setUp(options: GmailStandInOptions = {}) {
  const clock = createClock();
  const webmail = createGmailStandIn({ now: clock.now, random: createRandom(), undoMs: 0, ...options });
  return { webmail, page: await openPage(webmail) };
}

const SAVE = firstSave(outgoing(), START_MS);
const SEND = laterSave(outgoing({ labels: SENDING }), START_MS);
const PARENT = { id: 'msg-a:r7744570131872413250', messageId: '<parent@northwind.example>' };
const request = (operations: Parameters<typeof changesRequest>[0], sends: boolean): unknown =>
  fromWire(toWire(changesRequest(operations, 527_481, START_MS, sends), 'array'));

const ours: Record<string, () => Promise<unknown>> = {
  '2022-09-09-cvOnDraftSave_request.json': async () => request([SAVE], false),
  '2022-09-09-cvOnDraftUpdate_request.json': async () => request([laterSave(outgoing(), START_MS)], false),
  '2022-09-09-cvOnSend_request.json': async () => request([SEND], true),
  '2022-09-09-cvOnReplySend_request.json': async () => {
    const reply = firstReply(outgoing({ parent: PARENT, quoted: '<br>', labels: SENDING }), START_MS);
    return request([reply, labelChange(outgoing().threadId, [PARENT.id], ['^io_re'], ['^io_fwd'])], true);
  },
  '2019-01-18-cvOnSend_request.json': async () => request([SEND], true),
  '2022-09-09-cvOnDraftSave_response.json': async () => (await setUp()).page.change([SAVE]),
  '2022-09-09-cvOnDraftUpdate_response.json': async () => {
    const { page } = await setUp();
    await page.change([SAVE]);
    return page.change([laterSave(outgoing(), START_MS)]);
  },
  '2022-09-09-cvOnSend_response.json': async () => {
    const { page } = await setUp();
    await page.change([SAVE]);
    return page.change([SEND]);
  },
  '2022-09-09-cvOnReplySend_response.json': async () => {
    const { webmail, page } = await setUp();
    const told = webmail.deliver(REP, sample());
    const parent = { id: told.ref, messageId: told.messageId };
    const reply = firstReply(outgoing({ threadId: told.threadRef, parent, labels: SENDING }), START_MS);
    return page.change([reply, labelChange(told.threadRef, [told.ref], ['^io_re'], ['^io_fwd'])]);
  },
  '2019-01-18-cvOnSend.json': async () => {
    const { page } = await setUp({ confirmations: 'labels', form: 'object' });
    await page.change([SAVE]);
    return fromWire(await page.change([SEND]));
  },
  'thread-response-2018-03-08.json': async () => {
    const { webmail, page } = await setUp({ form: 'object' });
    const told = webmail.deliver(REP, sample({ headers: ['List-Id: <offers.northwind.example>'] }));
    return fromWire(await page.ask('fd', tuple({ 0: [tuple({ 0: told.threadRef, 1: 1 })], 1: 2 })));
  },
};

const names = isHere ? Object.keys(ours).filter((name) => existsSync(join(RECORDED, name))) : [];

describe('shapes of the sync layer, compared with recorded traffic where it is present', () => {
  it('compares every file it can, or says that it was left out', () => {
    expect(names.length).toBe(isHere ? Object.keys(ours).length : 0);
  });

  if (isHere) {
    it.each(names)('agree with %s', async (name) => {
      const made = await ours[name]?.();
      const theirs = read(name);
      expect(differences(made, theirs)).toEqual([]);
      const recorded = recordsIn(theirs);
      const own = recordsIn(made);
      if (recorded.length > 0) expect(own.length).toBeGreaterThan(0);
      if (!name.includes('_response')) return;
      const always = filled(recorded[0]).filter((place) => recorded.every((one) => filled(one).includes(place)));
      // Place 28 is a list of numbers whose meaning nobody knows.
      const expected = always.filter((place) => place !== 28);
      expect(filled(own.at(-1))).toEqual(expect.arrayContaining(expected));
    });

    it('agree with the classic conversation of November 2025', async () => {
      const entriesOf = (text: string): unknown[][] =>
        text
          .split('\n')
          .filter((line) => line.startsWith('['))
          .flatMap((line): unknown[][] => JSON.parse(line));
      const { webmail, page } = await setUp();
      const file = { name: 'list.pdf', mime: 'application/pdf', bytes: new Uint8Array(10) };
      const told = webmail.deliver(REP, sample({ files: [file] }));
      const url = `/mail/u/0/?ui=2&view=cv&th=${told.legacyId}&type=${told.legacyId}`;
      const made = entriesOf(await (await page.get(url, { method: 'POST' })).text());
      const theirs = entriesOf(readFileSync(join(RECORDED, 'extract-message-response-4.txt'), 'utf8'));
      for (const kind of ['cs', 'ms', 'mla']) {
        const [own, recorded] = [made, theirs].map((entries) => entries.find((entry) => entry[0] === kind));
        expect(own).toBeDefined();
        expect(differences(own, recorded)).toEqual([]);
      }
    });
  }
});
