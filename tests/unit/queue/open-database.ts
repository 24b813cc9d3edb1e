import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from 'fake-indexeddb';
import { createQueueDatabase } from '../../../utils/queue/database.ts';

/** An empty database on a disk of its own, or on the one given. */
export function openDatabase(indexedDB: IDBFactory = new FakeFactory()) {
  return createQueueDatabase({ indexedDB, IDBKeyRange: FakeKeyRange });
}
