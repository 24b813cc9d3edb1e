import Dexie from 'dexie';
import type { LogEntry, OutboxState, QueueSummary } from '../model/outbox.ts';
import { cardContext, cardSchema, outcomeContext, outcomeSchema } from './card.ts';
import type { QueueDatabase } from './database.ts';
import { toOrderLineId } from './outbox.ts';
import type { OrderRow, OutboxRow } from './rows.ts';
import { createSealer, SealBrokenError, type Sealer } from './seal.ts';

/** The queue in one line. Reads counts and the ends of indexes, not the rows that wait. */
export async function readSummary(db: QueueDatabase): Promise<QueueSummary> {
  const [orders, pending, inFlight, parked, [oldest], [next], [lastDone], pause] = await Promise.all([
    db.orders.toArray(),
    inState(db, 'pending').count(),
    inState(db, 'inFlight').count(),
    inState(db, 'parked').count(),
    db.outbox
      .orderBy('capturedAt')
      .filter((row) => row.state === 'pending')
      .limit(1)
      .toArray(),
    inState(db, 'pending').limit(1).toArray(),
    db.outbox
      .where('[state+doneAt]')
      .between(['done', Dexie.minKey], ['done', Dexie.maxKey], true, true)
      .reverse()
      .limit(1)
      .toArray(),
    db.pauses.get('push'),
  ]);
  const given = orders.filter((order) => order.parked);
  const waiting = pending + inFlight;
  const storageFull = orders.some((order) => order.failure === 'storage-full');
  const reason =
    (waiting > 0 ? (pause?.reason ?? oldest?.reason) : undefined) ?? (storageFull ? 'storage-full' : undefined);
  const nextAttemptAt =
    next === undefined || pause?.until === null ? undefined : Math.max(next.nextAttemptAt, pause?.until ?? 0);
  return {
    toRead: orders.length - given.length,
    waiting,
    parked: parked + given.length,
    ...(reason === undefined ? {} : { reason }),
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
    ...(lastDone?.doneAt === undefined ? {} : { lastDoneAt: lastDone.doneAt }),
  };
}

function inState(db: QueueDatabase, state: OutboxState) {
  return db.outbox.where('[state+nextAttemptAt]').between([state, Dexie.minKey], [state, Dexie.maxKey], true, true);
}

/**
 * The newest entries, newest first: what waits, what is done, and what is parked, orders that were given up among it.
 *
 * @param wanted states to list; all of them unless told.
 */
export async function recentEntries(
  db: QueueDatabase,
  limit: number,
  wanted: (state: OutboxState) => boolean = () => true,
): Promise<LogEntry[]> {
  const rows = db.outbox.orderBy('capturedAt').reverse();
  return newestOf(
    db,
    limit,
    rows
      .filter(({ state }) => wanted(state))
      .limit(limit)
      .toArray(),
    wanted('parked'),
  );
}

/** What is parked, newest first, however long ago: rows and orders that were given up. */
export async function parkedEntries(db: QueueDatabase, limit: number): Promise<LogEntry[]> {
  return newestOf(db, limit, inState(db, 'parked').toArray(), true);
}

/** Every read comes before the first decryption, so that a Dexie live query sees them all. */
async function newestOf(
  db: QueueDatabase,
  limit: number,
  reading: PromiseLike<OutboxRow[]>,
  withOrders: boolean,
): Promise<LogEntry[]> {
  const [found, orders] = await Promise.all([
    reading,
    withOrders ? db.orders.filter((order) => order.parked !== undefined).toArray() : [],
    // Warms the key, so that the sealer below finds it among the reads.
    db.keys.toArray(),
  ]);
  const sealer = createSealer(db);
  const rows = found.toSorted((a, b) => b.capturedAt - a.capturedAt).slice(0, limit);
  const lines = await Promise.resolve(Promise.all(rows.map((row) => toLogEntry(sealer, row))));
  return [...lines, ...orders.flatMap(toLines)].sort((a, b) => b.capturedAt - a.capturedAt).slice(0, limit);
}

/** Opens what is sealed of a row; a seal that is broken leaves the ids, the state and empty words. */
export async function toLogEntry(sealer: Sealer, row: OutboxRow): Promise<LogEntry> {
  const [card, outcome] = await Promise.all([
    sealer.openJson(row.card, cardContext(row.id), cardSchema).catch(orUndefined),
    row.outcome ? sealer.openJson(row.outcome, outcomeContext(row.id), outcomeSchema).catch(orUndefined) : undefined,
  ]);
  return {
    id: row.id,
    site: row.site,
    ref: row.ref,
    direction: row.direction,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt,
    capturedAt: row.capturedAt,
    sentAt: row.sentAt,
    accountId: row.accountId,
    rung: row.rung,
    protection: row.protection,
    account: card?.account ?? '',
    subject: card?.subject ?? '',
    accountName: card?.accountName ?? '',
    attachmentNames: card?.attachmentNames ?? [],
    leftOut: outcome?.leftOut ?? [],
    ...(row.reason === undefined ? {} : { reason: row.reason }),
    ...(row.doneAt === undefined ? {} : { doneAt: row.doneAt }),
    ...(row.contactId === undefined ? {} : { contactId: row.contactId }),
    ...(row.crmId === undefined ? {} : { crmId: row.crmId }),
    ...(row.crmUrl === undefined ? {} : { crmUrl: row.crmUrl }),
    ...(card?.counterpart === undefined ? {} : { counterpart: card.counterpart }),
    ...(card?.contactName === undefined ? {} : { contactName: card.contactName }),
    ...(outcome?.detail === undefined ? {} : { detail: outcome.detail }),
  };
}

function orUndefined(error: unknown): undefined {
  if (error instanceof SealBrokenError) return undefined;
  throw error;
}

/** A given-up order has no content to show; it stands in the list with its companies and its reason. */
function toLines(order: OrderRow): LogEntry[] {
  return order.involved.map((involved) => ({
    id: toOrderLineId(order.id, involved.accountId),
    site: order.site,
    account: order.account,
    ref: order.ref,
    direction: order.direction,
    state: 'parked' as const,
    reason: order.parked ?? ('unreadable' as const),
    attempts: order.attempts,
    nextAttemptAt: order.nextFetchAt,
    capturedAt: order.noticedAt,
    sentAt: order.sentAt ?? order.noticedAt,
    subject: '',
    accountId: involved.accountId,
    accountName: involved.accountName,
    rung: 'raw' as const,
    protection: 'none' as const,
    attachmentNames: [],
    leftOut: [],
    ...(involved.contactId === undefined ? {} : { contactId: involved.contactId }),
    ...(involved.contactName === undefined ? {} : { contactName: involved.contactName }),
  }));
}
