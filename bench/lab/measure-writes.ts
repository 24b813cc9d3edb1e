import { type CapturedMessage, keepMessage } from '../../utils/queue/messages.ts';
import type { OrderRow, OutboxRow } from '../../utils/queue/rows.ts';
import { alternate } from '../alternate.ts';
import { buildBackground } from './build-background.ts';

export interface Writes {
  /** Bytes of one outbox row, as JSON and with its sealed bytes counted once. */
  rowBytes: number;
  /** Rows a second. */
  batches: { ours: number[]; raw: number[] };
  /** Messages a second, one transaction each. */
  messages: { ours: number[]; raw: number[] };
}

const ROW_BYTES = 1024;

/**
 * Writes outbox rows through the product's tables, and through IndexedDB itself into the same stores and indexes, each
 * batch in one transaction with strict durability.
 */
export async function measureWrites(options: { rounds: number; rows: number; messages: number }): Promise<Writes> {
  const name = `writes-${crypto.randomUUID()}`;
  const { db, sealer, store } = buildBackground(name);
  await store(1, 'sample');
  const sampleRow = await db.outbox.toCollection().first();
  const sampleMessage = await db.messages.toCollection().first();
  const samplePart = await db.parts.toCollection().first();
  if (!sampleRow || !sampleMessage || !samplePart) throw new Error('The sample was not stored.');
  const raw = await open(name);

  // A seal of the length that brings a row to 1 KB.
  const bare = sizeOf({ ...sampleRow, card: { ...sampleRow.card, data: new ArrayBuffer(0) } });
  const card = await sealer.sealBytes(new Uint8Array(ROW_BYTES - bare - 16), 'bench');
  let made = 0;
  const createRow = (): OutboxRow => {
    const id = `tandem:${String(++made).padStart(43, '0')}`;
    return { ...sampleRow, id, messageId: `message-${made}`, conversationKey: `thread-${made}`, card };
  };
  const createCaptured = (): CapturedMessage => {
    const row = createRow();
    const message = { ...sampleMessage, id: row.messageId, sourceKeys: [] };
    return { orderId: `order-${made}`, message, parts: [samplePart.sealed], rows: [row] };
  };
  const createOrder = ({ orderId }: CapturedMessage): OrderRow => ({
    id: orderId,
    site: 'gmail',
    account: 'nora.lind@example.org',
    ref: orderId,
    direction: 'incoming',
    involved: [],
    noticedAt: 0,
    attempts: 0,
    nextFetchAt: 0,
  });
  const prepare = async () => {
    const captured = Array.from({ length: options.messages }, createCaptured);
    await db.orders.bulkAdd(captured.map(createOrder));
    return captured;
  };

  const batches = await alternate(options.rounds, {
    ours: async () => {
      const rows = Array.from({ length: options.rows }, createRow);
      return perSecond(options.rows, () => db.outbox.bulkAdd(rows));
    },
    raw: async () => {
      const rows = Array.from({ length: options.rows }, createRow);
      return perSecond(options.rows, () =>
        inTransaction(raw, ['outbox'], (transaction) => {
          const outbox = transaction.objectStore('outbox');
          for (const row of rows) outbox.add(row);
        }),
      );
    },
  });

  const messages = await alternate(options.rounds, {
    ours: async () => {
      const captured = await prepare();
      return perSecond(options.messages, async () => {
        for (const one of captured) await keepMessage(db, one);
      });
    },
    raw: async () => {
      const captured = await prepare();
      return perSecond(options.messages, async () => {
        for (const one of captured) await keepRaw(raw, one);
      });
    },
  });

  raw.close();
  await db.delete();
  return { rowBytes: sizeOf({ ...sampleRow, card }), batches, messages };
}

/** The rows of a message as bare IndexedDB writes them: no look whether they are there already. */
function keepRaw(raw: IDBDatabase, { orderId, message, parts, rows }: CapturedMessage): Promise<void> {
  return inTransaction(raw, ['orders', 'messages', 'parts', 'outbox'], (transaction) => {
    transaction.objectStore('messages').put({ ...message, sourceKeys: [orderId] });
    parts.forEach((sealed, index) => void transaction.objectStore('parts').put({ owner: message.id, index, sealed }));
    for (const row of rows) transaction.objectStore('outbox').add(row);
    transaction.objectStore('orders').delete(orderId);
  });
}

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (count / (performance.now() - startedAt)) * 1000;
}

function inTransaction(raw: IDBDatabase, stores: string[], work: (transaction: IDBTransaction) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = raw.transaction(stores, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    work(transaction);
  });
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function sizeOf({ card, ...row }: OutboxRow): number {
  return JSON.stringify(row).length + card.data.byteLength + card.iv.byteLength + card.keyId.length;
}
