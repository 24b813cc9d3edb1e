import Dexie, { type Table } from 'dexie';
import { addRetryToOrder } from './migrations/0002-add-retry-to-order.ts';
import type {
  CompanyRow,
  ContactRow,
  CounterRow,
  CursorRow,
  KeyRow,
  MessageRow,
  OrderRow,
  OutboxRow,
  PartRow,
  PauseRow,
  TroubleRow,
} from './rows.ts';

/** The only database of the extension. The background writes it; pages read it. */
export type QueueDatabase = Dexie & {
  orders: Table<OrderRow, string>;
  messages: Table<MessageRow, string>;
  parts: Table<PartRow, [string, number]>;
  outbox: Table<OutboxRow, string>;
  counters: Table<CounterRow, string>;
  troubles: Table<TroubleRow, string>;
  keys: Table<KeyRow, string>;
  pauses: Table<PauseRow, string>;
  companies: Table<CompanyRow, number>;
  contacts: Table<ContactRow, number>;
  cursors: Table<CursorRow, string>;
};

export const DATABASE_NAME = 'tandem';

/** Where IndexedDB is; given by tests, the browser's own otherwise. */
export interface DatabasePlace {
  name?: string;
  indexedDB?: IDBFactory;
  IDBKeyRange?: typeof IDBKeyRange;
}

/**
 * Declares the database; it opens at the first use. Every write commits with `durability: 'strict'`, so that a promise
 * that resolved has reached the disk. Chromium honours it from 83 on, Firefox from 126 on (before, its default was
 * relaxed and could not be changed).
 */
export function createQueueDatabase(place: DatabasePlace = {}): QueueDatabase {
  const { name = DATABASE_NAME, ...dependencies } = place;
  const db = new Dexie(name, { chromeTransactionDurability: 'strict', ...dependencies }) as QueueDatabase;

  db.version(1).stores({
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
  });

  db.version(2)
    .stores({ orders: 'id, [site+account], nextFetchAt' })
    .upgrade((transaction) =>
      transaction
        .table('orders')
        .toCollection()
        .modify((row, holder) => {
          holder.value = addRetryToOrder(row);
        }),
    );

  return db;
}
