// Dexie runs no live query where the environment has no IndexedDB of its own.
import 'fake-indexeddb/auto';
import { liveQuery } from 'dexie';
import { describe, expect, it, vi } from 'vitest';
import { cardContext } from '../../../utils/queue/card.ts';
import { liftPause, setPause } from '../../../utils/queue/outbox.ts';
import { createSealer } from '../../../utils/queue/seal.ts';
import { parkedEntries, readSummary, recentEntries } from '../../../utils/queue/summary.ts';
import { fakeOrder, fakeRow } from './fake-row.ts';
import { openDatabase } from './open-database.ts';

const card = {
  account: 'rep@own.example',
  subject: 'Price list',
  accountName: 'Birch',
  contactName: 'Omar',
  counterpart: { email: 'omar@birch.example' },
  attachmentNames: ['prices.pdf'],
};

describe('readSummary', () => {
  it('of an empty queue is calm', async () => {
    expect(await readSummary(openDatabase())).toEqual({ toRead: 0, waiting: 0, parked: 0 });
  });

  it('counts what is to read, waits, is parked, and names the last success', async () => {
    const db = openDatabase();
    await db.orders.bulkAdd([fakeOrder(), fakeOrder({ id: 'order-2', parked: 'too-large' })]);
    await db.outbox.bulkAdd([
      fakeRow({ id: 'a', reason: 'crm-unavailable', nextAttemptAt: 9_000 }),
      fakeRow({ id: 'b', state: 'inFlight', leaseId: 'lease-1' }),
      fakeRow({ id: 'c', state: 'parked', reason: 'crm-refused' }),
      fakeRow({ id: 'd', state: 'done', doneAt: 5_000 }),
      fakeRow({ id: 'e', state: 'done', doneAt: 4_000 }),
    ]);
    expect(await readSummary(db)).toEqual({
      toRead: 1,
      waiting: 2,
      parked: 2,
      reason: 'crm-unavailable',
      nextAttemptAt: 9_000,
      lastDoneAt: 5_000,
    });
  });

  it('gives the reason of a stop of the whole push, and no time when it waits for the rep', async () => {
    const db = openDatabase();
    await db.outbox.add(fakeRow());
    await setPause(db, 2_000, 'sign-in-needed', null);
    expect(await readSummary(db)).toEqual({ toRead: 0, waiting: 1, parked: 0, reason: 'sign-in-needed' });
    await setPause(db, 2_000, 'crm-rate-limit', 60_000);
    expect(await readSummary(db)).toMatchObject({ reason: 'crm-rate-limit', nextAttemptAt: 62_000 });
    await liftPause(db);
    expect(await readSummary(db)).not.toHaveProperty('reason');
  });

  it('says that storage is full', async () => {
    const db = openDatabase();
    await db.orders.add(fakeOrder({ failure: 'storage-full' }));
    expect(await readSummary(db)).toMatchObject({ toRead: 1, reason: 'storage-full' });
  });
});

describe('parkedEntries', () => {
  it('finds what was parked long ago among many newer entries, the newest first', async () => {
    const db = openDatabase();
    await db.outbox.bulkAdd([
      fakeRow({ id: 'old', state: 'parked', capturedAt: 1 }),
      fakeRow({ id: 'older', state: 'parked', capturedAt: 0 }),
      ...Array.from({ length: 60 }, (_, i) => fakeRow({ id: `new-${i}`, capturedAt: 100 + i })),
    ]);
    await db.orders.add(fakeOrder({ parked: 'unreadable', noticedAt: 50 }));
    expect((await parkedEntries(db, 2)).map(({ capturedAt }) => capturedAt)).toEqual([50, 1]);
  });
});

describe('recentEntries', () => {
  it('leaves out states that are not wanted, orders that were given up with them', async () => {
    const db = openDatabase();
    await db.outbox.bulkAdd([
      fakeRow({ id: 'parked', state: 'parked', capturedAt: 9 }),
      fakeRow({ id: 'done', state: 'done', capturedAt: 1 }),
    ]);
    await db.orders.add(fakeOrder({ parked: 'unreadable' }));
    const entries = await recentEntries(db, 5, (state) => state !== 'parked');
    expect(entries.map(({ id }) => id)).toEqual(['done']);
  });

  it('lists the newest first, opened, with orders that were given up among them', async () => {
    const db = openDatabase();
    const sealed = await createSealer(db).sealJson(card, cardContext('a'));
    await db.outbox.bulkAdd([
      fakeRow({ id: 'a', card: sealed, capturedAt: 4_000 }),
      fakeRow({ id: 'b', capturedAt: 1 }),
    ]);
    await db.orders.bulkAdd([fakeOrder({ parked: 'unreadable' }), fakeOrder({ id: 'order-2' })]);
    const entries = await recentEntries(db, 2);
    expect(entries).toMatchObject([
      { id: 'a', ...card },
      { state: 'parked', reason: 'unreadable', accountName: 'Birch', contactName: 'Omar', subject: '' },
    ]);
  });

  it('shows ids and state of an entry whose card does not open', async () => {
    const db = openDatabase();
    await db.outbox.add(fakeRow());
    expect(await recentEntries(db, 1)).toMatchObject([{ id: 'tandem-1', state: 'pending', subject: '' }]);
  });

  it('tells a live query of every change', async () => {
    const db = openDatabase();
    const sealed = await createSealer(db).sealJson(card, cardContext('a'));
    await db.outbox.add(fakeRow({ id: 'a', card: sealed }));
    const seen: string[] = [];
    const subscription = liveQuery(() => recentEntries(db, 5)).subscribe((entries) => {
      seen.push(entries.map(({ subject, state }) => `${subject} ${state}`).join());
    });
    await vi.waitFor(() => expect(seen).toEqual(['Price list pending']));
    await db.outbox.update('a', { state: 'done' });
    await vi.waitFor(() => expect(seen).toEqual(['Price list pending', 'Price list done']));
    subscription.unsubscribe();
  });
});
