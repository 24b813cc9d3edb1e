import { describe, expect, it } from 'vitest';
import {
  claim,
  LeaseLostError,
  park,
  putBack,
  readNextDue,
  releaseOrphans,
  retry,
  toOrderLineId,
  unclaim,
} from '../../../utils/queue/outbox.ts';
import type { OutboxRow } from '../../../utils/queue/rows.ts';
import { fakeOrder, fakeRow } from './fake-row.ts';
import { openDatabase } from './open-database.ts';

const NOW = 10_000;

async function setUp(...rows: Partial<OutboxRow>[]) {
  const db = openDatabase();
  await db.outbox.bulkAdd(rows.map((row, i) => fakeRow({ id: `row-${i}`, conversationKey: `thread-${i}`, ...row })));
  let leases = 0;
  const claimMany = (count: number, now = NOW) => claim(db, { now, count, leaseId: `lease-${++leases}` });
  const claimAt = async (now = NOW) => (await claimMany(1, now))[0];
  return { db, claimAt, claimMany };
}

describe('claim', () => {
  it.each<[string, Partial<OutboxRow>, boolean]>([
    ['a row that is due', {}, true],
    ['a row that is due this very moment', { nextAttemptAt: NOW }, true],
    ['a row whose time has not come', { nextAttemptAt: NOW + 1, waitMs: 5_000 }, false],
    ['a row whose time was set under a clock far ahead', { nextAttemptAt: NOW + 10_000_000, waitMs: 5_000 }, true],
    ['a row told to wait long', { nextAttemptAt: NOW + 3_600_000, waitMs: 3_600_000 }, false],
    ['a row held by another', { state: 'inFlight', leaseId: 'other' }, false],
    ['a parked row', { state: 'parked' }, false],
    ['a receipt', { state: 'done' }, false],
  ])('%s', async (_name, row, isTaken) => {
    const { claimAt } = await setUp(row);
    expect((await claimAt()) !== undefined).toBe(isTaken);
  });

  it('takes as many as asked for, the oldest message first', async () => {
    const { claimMany } = await setUp({ sentAt: 3 }, { sentAt: 1 }, { sentAt: 2 });
    expect((await claimMany(2)).map(({ id }) => id)).toEqual(['row-1', 'row-2']);
    expect((await claimMany(2)).map(({ id }) => id)).toEqual(['row-0']);
  });

  it('takes one of a conversation at a time', async () => {
    const conversationKey = 'thread';
    const { claimMany } = await setUp({ conversationKey, sentAt: 1 }, { conversationKey, sentAt: 2 });
    expect((await claimMany(9)).map(({ id }) => id)).toEqual(['row-0']);
  });

  it('hands a row to one of many', async () => {
    const { claimAt } = await setUp({}, {});
    const taken = await Promise.all([claimAt(), claimAt(), claimAt(), claimAt()]);
    expect(taken.flatMap((row) => row?.id ?? []).sort()).toEqual(['row-0', 'row-1']);
  });

  it.each<[string, Partial<OutboxRow>, string | undefined]>([
    ['waits for the earlier one that is being sent', { state: 'inFlight', leaseId: 'other' }, undefined],
    ['waits for the earlier one that failed once', { nextAttemptAt: NOW + 1, waitMs: 5_000, attempts: 1 }, undefined],
    ['passes the earlier one that keeps failing', { nextAttemptAt: NOW + 1, waitMs: 5_000, attempts: 3 }, 'row-1'],
    ['passes the earlier one that is parked', { state: 'parked' }, 'row-1'],
    ['passes the earlier one that is done', { state: 'done' }, 'row-1'],
    ['passes the earlier one of another conversation', { conversationKey: 'other', nextAttemptAt: NOW + 1 }, 'row-1'],
  ])('within a conversation %s', async (_name, earlier, expected) => {
    const conversationKey = 'thread';
    const { claimAt } = await setUp({ conversationKey, sentAt: 1, ...earlier }, { conversationKey, sentAt: 2 });
    expect((await claimAt())?.id).toBe(expected);
  });
});

describe('a holder', () => {
  it('that lost its lease changes nothing', async () => {
    const { db, claimAt } = await setUp({});
    const held = await claimAt();
    if (!held) throw new Error('nothing was claimed');
    await releaseOrphans(db, NOW, 5);
    const taken = await claimAt(NOW + 5);
    const outcome = { now: NOW, waitMs: 1, failed: true, unanswered: false };
    await expect(putBack(db, held, outcome)).rejects.toThrow(LeaseLostError);
    await expect(park(db, held, 'crm-refused')).rejects.toThrow(LeaseLostError);
    await unclaim(db, [held]);
    expect(await db.outbox.toArray()).toMatchObject([{ state: 'inFlight', leaseId: taken?.leaseId }]);
  });

  it('that did nothing with a row gives it back as it was', async () => {
    const { db, claimMany } = await setUp({ attempts: 2 }, {});
    const before = await db.outbox.toArray();
    await unclaim(db, await claimMany(2));
    expect(await db.outbox.toArray()).toEqual(before);
  });
});

describe('releaseOrphans', () => {
  it('lets rows of a dead runner wait a while, and marks them, so that one looks before creating', async () => {
    const { db, claimAt } = await setUp({ state: 'inFlight', leaseId: 'dead' }, { state: 'done' });
    await releaseOrphans(db, NOW, 15_000);
    expect(await db.outbox.toArray()).toMatchObject([
      { state: 'pending', unanswered: true, nextAttemptAt: NOW + 15_000, waitMs: 15_000 },
      { state: 'done' },
    ]);
    expect(await claimAt(NOW + 14_999)).toBeUndefined();
    expect(await claimAt(NOW + 15_000)).toMatchObject({ id: 'row-0', unanswered: true });
  });
});

describe('retry', () => {
  it('makes one entry due, or all that wait or are parked, and no receipt', async () => {
    const { db } = await setUp(
      { state: 'parked', reason: 'crm-refused', attempts: 4 },
      { nextAttemptAt: NOW + 5_000, attempts: 2 },
      { state: 'done' },
    );
    await retry(db, NOW, 'row-0');
    const due = { state: 'pending', attempts: 0, nextAttemptAt: NOW };
    expect(await db.outbox.toArray()).toMatchObject([due, { attempts: 2 }, { state: 'done' }]);
    await retry(db, NOW);
    expect(await db.outbox.toArray()).toMatchObject([due, due, { state: 'done' }]);
    expect(await db.outbox.get('row-0')).not.toHaveProperty('reason');
  });

  it('asks the webmail again for a message that was given up', async () => {
    const { db } = await setUp();
    await db.orders.add(fakeOrder({ parked: 'unreadable', failure: 'unavailable', attempts: 20 }));
    await retry(db, NOW, toOrderLineId('order-1', 1));
    expect(await db.orders.toArray()).toEqual([fakeOrder({ nextFetchAt: NOW })]);
  });

  it('does nothing for an id nobody knows', async () => {
    const { db } = await setUp({ state: 'done' });
    await retry(db, NOW, 'row-9');
    expect(await db.outbox.toArray()).toMatchObject([{ state: 'done' }]);
  });
});

describe('readNextDue', () => {
  it.each<[string, Partial<OutboxRow>[], number | null]>([
    ['nothing waits', [{ state: 'done' }, { state: 'parked' }], null],
    ['something is due', [{}], NOW],
    ['something is due later', [{ nextAttemptAt: NOW + 7 }, { nextAttemptAt: NOW + 9 }], NOW + 7],
    ['all is being sent', [{ state: 'inFlight', leaseId: 'other' }], null],
  ])('when %s', async (_name, rows, expected) => {
    const { db } = await setUp(...rows);
    expect(await readNextDue(db, NOW)).toBe(expected);
  });
});
