import { readdirSync } from 'node:fs';
import Dexie from 'dexie';
import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { DATABASE_NAME } from '../../../../utils/queue/database.ts';
import { openDatabase } from '../open-database.ts';
import { after, before } from './examples/0002-orders.ts';

/** Frozen: the stores of version 1. */
const storesOfVersion1 = {
  orders: 'id, [site+account]',
  messages: 'id, &*sourceKeys',
  parts: '[owner+index]',
  outbox: 'id, messageId, [state+nextAttemptAt], [conversationKey+sentAt], [state+doneAt], capturedAt',
  counters: 'rule',
  troubles: 'id, lastAt',
  keys: 'id',
  pauses: 'id',
  companies: 'accountId, *emails, *domains, round',
  contacts: 'contactId, *emails, round',
  cursors: 'id',
};

async function writeVersion1(disk: IDBFactory, orders: object[]) {
  const old = new Dexie(DATABASE_NAME, { indexedDB: disk, IDBKeyRange: FakeKeyRange });
  old.version(1).stores(storesOfVersion1);
  await old.table('orders').bulkAdd(orders);
  await old.table('counters').add({ rule: 'nobody-in-crm', count: 7 });
  old.close();
}

it('brings a database of version 1 to the newest one and loses nothing on the way', async () => {
  const disk = new FakeFactory();
  await writeVersion1(disk, before);
  const db = openDatabase(disk);
  expect(await db.table('orders').toArray()).toEqual(after);
  expect(await db.orders.orderBy('nextFetchAt').primaryKeys()).toEqual(['a3f1', 'b7c2']);
  expect(await db.counters.toArray()).toEqual([{ rule: 'nobody-in-crm', count: 7 }]);
  expect(db.verno).toBe(2);
});

it('brings an empty database of version 1 to the newest one', async () => {
  const disk = new FakeFactory();
  await writeVersion1(disk, []);
  expect(await openDatabase(disk).orders.count()).toBe(0);
});

it('has a migration of its number, and a test of it, for every version after the first', async () => {
  const db = openDatabase();
  await db.open();
  const numbers = (folder: string) =>
    readdirSync(new URL(folder, import.meta.url))
      .flatMap((name) => /^(\d{4})-.*(?<!\.d)\.ts$/.exec(name)?.[1] ?? [])
      .map(Number);
  const expected = Array.from({ length: db.verno - 1 }, (_, i) => i + 2);
  expect(numbers('../../../../utils/queue/migrations/')).toEqual(expected);
  expect(numbers('./')).toEqual(expected);
});
