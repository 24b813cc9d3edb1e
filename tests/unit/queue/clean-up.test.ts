import { expect, it } from 'vitest';
import { cleanUp, defaultKeeping } from '../../../utils/queue/clean-up.ts';
import type { OutboxRow } from '../../../utils/queue/rows.ts';
import { fakeRow } from './fake-row.ts';
import { openDatabase } from './open-database.ts';

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;

const done = (id: string, ageDays: number, overrides: Partial<OutboxRow> = {}) =>
  fakeRow({ id, messageId: `message-${id}`, state: 'done', doneAt: NOW - ageDays * DAY_MS, ...overrides });

const message = (id: string) => ({
  id,
  sourceKeys: [id],
  site: 'gmail' as const,
  ref: id,
  direction: 'incoming' as const,
  form: 'rfc822' as const,
  sentAt: 1,
  capturedAt: 1,
  content: null,
});

it('forgets receipts after a year, with their message, and never what waits or is parked', async () => {
  const db = openDatabase();
  await db.outbox.bulkAdd([
    done('old', 366),
    done('new', 364),
    done('half', 400, { messageId: 'message-new' }),
    fakeRow({ id: 'waiting', capturedAt: 1, messageId: 'message-waiting' }),
    fakeRow({ id: 'parked', state: 'parked', capturedAt: 1, messageId: 'message-waiting' }),
  ]);
  await db.messages.bulkAdd(['message-old', 'message-new', 'message-waiting'].map(message));
  await cleanUp(db, NOW);
  expect(await db.outbox.toCollection().primaryKeys()).toEqual(['new', 'parked', 'waiting']);
  expect(await db.messages.toCollection().primaryKeys()).toEqual(['message-new', 'message-waiting']);
});

it('keeps no more receipts than agreed, the newest, in batches', async () => {
  const db = openDatabase();
  await db.outbox.bulkAdd(Array.from({ length: 1_203 }, (_, i) => done(`row-${i}`, i / 10)));
  await cleanUp(db, NOW, { ...defaultKeeping, receipts: 3 });
  expect(await db.outbox.toCollection().primaryKeys()).toEqual(['row-0', 'row-1', 'row-2']);
});

it('keeps troubles for a month, and no more than agreed', async () => {
  const db = openDatabase();
  const trouble = (id: string, ageDays: number) => {
    const at = NOW - ageDays * DAY_MS;
    return { id, kind: 'layout' as const, what: id, count: 1, firstAt: at, lastAt: at };
  };
  await db.troubles.bulkAdd([trouble('old', 31), trouble('a', 3), trouble('b', 2), trouble('c', 1)]);
  await cleanUp(db, NOW, { ...defaultKeeping, troubles: 2 });
  expect(await db.troubles.toCollection().primaryKeys()).toEqual(['b', 'c']);
});
