import type { QueueDatabase } from './database.ts';
import type { MessageRow, OutboxRow, Sealed } from './rows.ts';

/** Places a message was seen in that are remembered; beyond it a copy is read once more and found to be known. */
const MAX_SOURCES = 50;

/** Where a part's seal belongs to. */
export function partContext(owner: string, index: number): string {
  return `part/${owner}/${index}`;
}

export function contentContext(messageId: string): string {
  return `message/${messageId}`;
}

export interface CapturedMessage {
  orderId: string;
  message: MessageRow;
  /** Delivered parts, sealed for {@link partContext} of the message. */
  parts: Sealed[];
  rows: OutboxRow[];
}

/**
 * Keeps a message with what is to be logged of it and ends its order, in one transaction: all of it or nothing.
 * A copy of a known message adds what is new (a place, a company) and nothing else.
 *
 * @returns whether the message is kept; false when the order was withdrawn meanwhile.
 */
export function keepMessage(db: QueueDatabase, captured: CapturedMessage): Promise<boolean> {
  const { orderId, message, parts, rows } = captured;
  return db.transaction('rw', db.orders, db.messages, db.parts, db.outbox, async () => {
    const known = await db.messages.get(message.id);
    if (!(await db.orders.get(orderId))) return known?.sourceKeys.includes(orderId) ?? false;

    const present = await db.outbox.bulkGet(rows.map((row) => row.id));
    const fresh = rows.filter((_, i) => present[i] === undefined);
    const needsContent = fresh.length > 0 && !known?.content;
    await db.messages.put({
      ...(known ?? message),
      ...(needsContent ? { content: message.content, form: message.form } : {}),
      sourceKeys: [...new Set([...(known ?? message).sourceKeys, orderId])].slice(-MAX_SOURCES),
    });
    if (needsContent) {
      await deleteParts(db, message.id);
      await db.parts.bulkPut(parts.map((sealed, index) => ({ owner: message.id, index, sealed })));
    }
    await db.outbox.bulkAdd(fresh);
    await deleteParts(db, orderId);
    await db.orders.delete(orderId);
    return true;
  });
}

/** Companies a message is logged at that was read off a page, without its Message-ID; undefined where there is none such. */
export async function companiesOfLike(db: QueueDatabase, likeness: string): Promise<number[] | undefined> {
  const known = await db.messages.where('sourceKeys').equals(likeness).first();
  if (!known) return undefined;
  const rows = await db.outbox.where('messageId').equals(known.id).toArray();
  return rows.map(({ accountId }) => accountId);
}

/**
 * Ends an order whose message is kept already under another name, read off a page. That holds once: a further message with the
 * same words is another.
 */
export function joinLikeMessage(db: QueueDatabase, orderId: string, likeness: string): Promise<void> {
  return db.transaction('rw', db.orders, db.messages, db.parts, async () => {
    const known = await db.messages.where('sourceKeys').equals(likeness).first();
    if (!known || !(await db.orders.get(orderId))) return;
    const places = known.sourceKeys.filter((key) => key !== likeness && key !== orderId);
    await db.messages.put({ ...known, sourceKeys: [...places, orderId].slice(-MAX_SOURCES) });
    await deleteParts(db, orderId);
    await db.orders.delete(orderId);
  });
}

/** Keeps bytes nobody could read, with their order, until a later version reads them or the rep lets them go. */
export function keepUnreadable(db: QueueDatabase, orderId: string, parts: Sealed[]): Promise<boolean> {
  return db.transaction('rw', db.orders, db.parts, async () => {
    const order = await db.orders.get(orderId);
    if (!order) return false;
    await deleteParts(db, orderId);
    await db.parts.bulkPut(parts.map((sealed, index) => ({ owner: orderId, index, sealed })));
    await db.orders.put({ ...order, parked: 'unreadable' });
    return true;
  });
}

/** Sealed parts of a message or order, in order. */
export async function readParts(db: QueueDatabase, owner: string): Promise<Sealed[]> {
  const rows = await db.parts.where('[owner+index]').between([owner, 0], [owner, Number.POSITIVE_INFINITY]).toArray();
  return rows.map((row) => row.sealed);
}

/** For use inside a transaction that holds `parts`. */
export async function deleteParts(db: QueueDatabase, owner: string): Promise<void> {
  await db.parts.where('[owner+index]').between([owner, 0], [owner, Number.POSITIVE_INFINITY]).delete();
}
