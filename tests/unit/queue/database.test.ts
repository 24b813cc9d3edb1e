import { IDBFactory as FakeFactory } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { openDatabase } from './open-database.ts';

it('asks for strict durability in every transaction that writes', async () => {
  const disk = new FakeFactory();
  const seen: (IDBTransactionOptions['durability'] | undefined)[] = [];
  const watched = new Proxy(disk, {
    get(target, name) {
      if (name !== 'open') return Reflect.get(target, name);
      return (...args: Parameters<IDBFactory['open']>) => {
        const request = target.open(...args);
        request.addEventListener('success', () => {
          const connection = request.result;
          const begin = connection.transaction.bind(connection);
          connection.transaction = (stores, mode, options) => {
            if (mode === 'readwrite') seen.push(options?.durability);
            return begin(stores, mode, options);
          };
        });
        return request;
      };
    },
  });
  const db = openDatabase(watched);
  await db.counters.put({ rule: 'nobody-in-crm', count: 1 });
  await db.transaction('rw', db.orders, db.messages, async () => {
    await db.orders.clear();
  });
  expect(seen).toEqual(['strict', 'strict']);
});

it('does not take the same message, place or entry twice', async () => {
  const db = openDatabase();
  const message = {
    id: 'digest-a',
    sourceKeys: ['place-1', 'place-2'],
    site: 'gmail' as const,
    ref: 'msg-1',
    direction: 'incoming' as const,
    form: 'rfc822' as const,
    sentAt: 1,
    capturedAt: 1,
    content: null,
  };
  await db.messages.add(message);
  await expect(db.messages.add(message)).rejects.toThrow();
  await expect(db.messages.add({ ...message, id: 'digest-b', sourceKeys: ['place-2'] })).rejects.toThrow();
  await db.messages.add({ ...message, id: 'digest-c', sourceKeys: ['place-3'] });
  expect(await db.messages.count()).toBe(2);
});
