import type { FetchOrder } from '../model/delivery.ts';
import type { SiteId } from '../model/site.ts';
import { countRules } from './counters.ts';
import type { QueueDatabase } from './database.ts';
import { deleteParts } from './messages.ts';
import type { OrderRow } from './rows.ts';

/** A wait longer than this was written under a clock that has been turned back since. */
export const MAX_FETCH_WAIT_MS = 60 * 60 * 1000;

/** What a batch of notices leads to. */
export interface NoticeOutcome {
  wanted: OrderRow[];
  /** Names of the rules that kept messages out. */
  skipped: string[];
  /** Orders whose message turned out not to be final: undone, scheduled, a draft again. */
  withdrawn: string[];
}

/** Records what was decided about a batch of notices, in one transaction, and returns the orders as they now stand. */
export function recordNotices(db: QueueDatabase, outcome: NoticeOutcome): Promise<OrderRow[]> {
  return db.transaction('rw', db.orders, db.messages, db.parts, db.counters, async () => {
    await countRules(db, outcome.skipped);
    for (const id of outcome.withdrawn) await deleteOrder(db, id);
    const standing: OrderRow[] = [];
    for (const order of outcome.wanted) {
      if ((await db.messages.where('sourceKeys').equals(order.id).count()) > 0) continue;
      const known = await db.orders.get(order.id);
      if (!known) await db.orders.add(order);
      standing.push(known ?? order);
    }
    return standing;
  });
}

/** For use inside a transaction that holds `orders` and `parts`. */
export async function deleteOrder(db: QueueDatabase, id: string): Promise<void> {
  await db.orders.delete(id);
  await deleteParts(db, id);
}

/** Ends an order whose message is not to be logged after all; what had arrived of it goes with it. */
export function dropOrder(db: QueueDatabase, id: string, rules: readonly string[]): Promise<void> {
  return db.transaction('rw', db.orders, db.parts, db.counters, async () => {
    if (!(await db.orders.get(id))) return;
    await deleteOrder(db, id);
    await countRules(db, rules);
  });
}

/** Changes an order where it still stands. */
export function changeOrder(db: QueueDatabase, id: string, change: (order: OrderRow) => OrderRow): Promise<void> {
  return db.transaction('rw', db.orders, async () => {
    const order = await db.orders.get(id);
    if (order) await db.orders.put(change(order));
  });
}

/** Whether a page may be asked for it now. */
export function isFetchDue(order: OrderRow, now: number): boolean {
  if (order.parked) return false;
  if (order.failure === undefined) return true;
  const waitMs = order.nextFetchAt - now;
  return waitMs <= 0 || waitMs > MAX_FETCH_WAIT_MS;
}

/** Orders of a mailbox, oldest first. */
export async function readOrders(db: QueueDatabase, site: SiteId, account: string): Promise<OrderRow[]> {
  const orders = await db.orders.where('[site+account]').equals([site, account]).toArray();
  return orders.sort((a, b) => a.noticedAt - b.noticedAt);
}

export function toFetchOrder(order: OrderRow): FetchOrder {
  const { id, site, account, ref, threadRef } = order;
  return { orderId: id, site, account, ref, ...(threadRef === undefined ? {} : { threadRef }) };
}
