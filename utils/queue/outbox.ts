import Dexie from 'dexie';
import type { WaitReason } from '../model/outbox.ts';
import type { QueueDatabase } from './database.ts';
import { deleteParts } from './messages.ts';
import type { OutboxRow, PauseRow, Sealed } from './rows.ts';

/** A wait longer than this is looked at on every claim, in case the clock was turned back. */
export const MAX_PLAIN_WAIT_MS = 10 * 60 * 1000;

/** An entry that failed this often no longer holds up the later ones of its conversation. */
const ATTEMPTS_THAT_HOLD = 3;

/** Rows looked at for one claim. */
const CLAIM_WINDOW = 100;

/** The row was taken over or ended by somebody else; what was being done with it is void. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

export type ClaimedRow = OutboxRow & { state: 'inFlight'; leaseId: string };

/**
 * Takes up to `count` rows that are due and marks them `inFlight`; no two callers get the same one. They stay taken until
 * their holder is done with them, or dead: see {@link releaseOrphans}.
 *
 * Within a conversation the earlier message goes first; one that failed several times does not hold up the others.
 */
export function claim(
  db: QueueDatabase,
  options: { now: number; count: number; leaseId: string },
): Promise<ClaimedRow[]> {
  const { now, count, leaseId } = options;
  return db.transaction('rw', db.outbox, async () => {
    const claimed: ClaimedRow[] = [];
    for (const row of await readDue(db, now)) {
      if (claimed.length === count) break;
      if (await isHeldUp(db, row)) continue;
      const taken: ClaimedRow = { ...row, state: 'inFlight', leaseId };
      await db.outbox.put(taken);
      claimed.push(taken);
    }
    return claimed;
  });
}

/**
 * Gives back what a runner held that is dead. For the one runner of the browser, while it holds nothing itself.
 *
 * @param graceMs how long such rows wait before they are looked at: what the dead one had sent may still be carried out.
 */
export function releaseOrphans(db: QueueDatabase, now: number, graceMs: number): Promise<void> {
  return db.transaction('rw', db.outbox, async () => {
    const orphans = await byState(db, 'inFlight').toArray();
    await db.outbox.bulkPut(
      orphans.map((row) => ({
        ...withoutLease(row),
        state: 'pending',
        unanswered: true,
        nextAttemptAt: now + graceMs,
        waitMs: graceMs,
      })),
    );
  });
}

/** Gives back rows with which nothing was done. */
export function unclaim(db: QueueDatabase, rows: readonly ClaimedRow[]): Promise<void> {
  return db.transaction('rw', db.outbox, async () => {
    const current = await db.outbox.bulkGet(rows.map(({ id }) => id));
    const held = current.filter((row, i) => row !== undefined && row.leaseId === rows[i]?.leaseId);
    await db.outbox.bulkPut(held.map((row) => ({ ...withoutLease(row as OutboxRow), state: 'pending' })));
  });
}

async function readDue(db: QueueDatabase, now: number): Promise<OutboxRow[]> {
  const index = db.outbox.where('[state+nextAttemptAt]');
  const due = await index
    .between(['pending', Dexie.minKey], ['pending', now], true, true)
    .limit(CLAIM_WINDOW)
    .toArray();
  const farAhead = await db.outbox
    .where('[state+nextAttemptAt]')
    .between(['pending', now + MAX_PLAIN_WAIT_MS], ['pending', Dexie.maxKey], false, true)
    .limit(CLAIM_WINDOW)
    .toArray();
  const setUnderAnotherClock = farAhead.filter((row) => row.nextAttemptAt - now > row.waitMs);
  return [...due, ...setUnderAnotherClock].sort((a, b) => a.sentAt - b.sentAt || (a.id < b.id ? -1 : 1));
}

async function isHeldUp(db: QueueDatabase, row: OutboxRow): Promise<boolean> {
  const earlier = await db.outbox
    .where('[conversationKey+sentAt]')
    .between([row.conversationKey, Dexie.minKey], [row.conversationKey, row.sentAt], true, false)
    .filter(({ state, attempts }) => state === 'inFlight' || (state === 'pending' && attempts < ATTEMPTS_THAT_HOLD))
    .count();
  return earlier > 0;
}

/**
 * When there is something to do next, ms since the epoch: now when an entry can be claimed, else when the next wait
 * ends; null when nothing waits for time. An entry held up by an earlier one does not count by itself.
 */
export function readNextDue(db: QueueDatabase, now: number): Promise<number | null> {
  return db.transaction('r', db.outbox, async () => {
    for (const row of await readDue(db, now)) if (!(await isHeldUp(db, row))) return now;
    const [next] = await db.outbox
      .where('[state+nextAttemptAt]')
      .between(['pending', now], ['pending', Dexie.maxKey], false, true)
      .limit(1)
      .toArray();
    return next?.nextAttemptAt ?? null;
  });
}

function byState(db: QueueDatabase, state: OutboxRow['state']) {
  return db.outbox.where('[state+nextAttemptAt]').between([state, Dexie.minKey], [state, Dexie.maxKey], true, true);
}

function withoutLease(row: OutboxRow): OutboxRow {
  const { leaseId: _, ...rest } = row;
  return rest;
}

/**
 * Changes a row its holder still holds.
 *
 * @throws {LeaseLostError}
 */
export function change(
  db: QueueDatabase,
  held: Pick<ClaimedRow, 'id' | 'leaseId'>,
  changes: Partial<OutboxRow>,
): Promise<void> {
  return db.transaction('rw', db.outbox, async () => {
    await db.outbox.put({ ...(await readHeld(db, held)), ...changes });
  });
}

async function readHeld(db: QueueDatabase, held: Pick<ClaimedRow, 'id' | 'leaseId'>): Promise<OutboxRow> {
  const row = await db.outbox.get(held.id);
  if (row?.state !== 'inFlight' || row.leaseId !== held.leaseId) throw new LeaseLostError('the row has another holder');
  return row;
}

/** Gives a row back to be tried again after `waitMs`. */
export async function putBack(
  db: QueueDatabase,
  held: Pick<ClaimedRow, 'id' | 'leaseId'>,
  outcome: { now: number; waitMs: number; reason?: WaitReason; failed: boolean; unanswered: boolean },
): Promise<void> {
  await db.transaction('rw', db.outbox, async () => {
    const row = withoutLease(await readHeld(db, held));
    const { reason: _, ...rest } = row;
    await db.outbox.put({
      ...rest,
      state: 'pending',
      attempts: row.attempts + (outcome.failed ? 1 : 0),
      unanswered: row.unanswered || outcome.unanswered,
      nextAttemptAt: outcome.now + outcome.waitMs,
      waitMs: outcome.waitMs,
      ...(outcome.reason ? { reason: outcome.reason } : {}),
    });
  });
}

/** Sets a row aside until the rep asks for another try. Its message stays. */
export async function park(
  db: QueueDatabase,
  held: Pick<ClaimedRow, 'id' | 'leaseId'>,
  reason: WaitReason,
  outcome?: Sealed,
): Promise<void> {
  await db.transaction('rw', db.outbox, async () => {
    const row = withoutLease(await readHeld(db, held));
    await db.outbox.put({
      ...row,
      state: 'parked',
      reason,
      attempts: row.attempts + 1,
      ...(outcome ? { outcome } : {}),
    });
  });
}

/** What is known of an entry that is in the CRM. */
export interface Receipt {
  held: Pick<ClaimedRow, 'id' | 'leaseId'>;
  /** Ms since the epoch. */
  doneAt: number;
  crmId: number;
  crmUrl?: string | undefined;
  duplicates: number[];
  outcome?: Sealed;
}

/**
 * Turns rows into their receipts, and drops the content of messages of which these were the last companies, in one
 * transaction. Rows that have another holder are left alone.
 */
export async function finish(db: QueueDatabase, receipts: readonly Receipt[]): Promise<void> {
  await db.transaction('rw', db.outbox, db.messages, db.parts, async () => {
    const current = await db.outbox.bulkGet(receipts.map(({ held }) => held.id));
    const done = receipts.flatMap((receipt, i) => {
      const row = current[i];
      return row?.state === 'inFlight' && row.leaseId === receipt.held.leaseId ? [toDone(row, receipt)] : [];
    });
    await db.outbox.bulkPut(done);
    await Promise.all([...new Set(done.map(({ messageId }) => messageId))].map((id) => dropContent(db, id)));
  });
}

function toDone(row: OutboxRow, receipt: Receipt): OutboxRow {
  const { progress: _progress, reason: _reason, outcome: _outcome, ...rest } = withoutLease(row);
  return {
    ...rest,
    state: 'done',
    doneAt: receipt.doneAt,
    nextAttemptAt: receipt.doneAt,
    unanswered: false,
    crmId: receipt.crmId,
    ...(receipt.crmUrl === undefined ? {} : { crmUrl: receipt.crmUrl }),
    ...(receipt.duplicates.length > 0 ? { duplicateCrmIds: receipt.duplicates } : {}),
    ...(receipt.outcome ? { outcome: receipt.outcome } : {}),
  };
}

/** Drops what a message says once it is logged everywhere. For use inside a transaction. */
async function dropContent(db: QueueDatabase, messageId: string): Promise<void> {
  const open = await db.outbox
    .where('messageId')
    .equals(messageId)
    .filter(({ state }) => state !== 'done')
    .count();
  if (open > 0) return;
  await Promise.all([db.messages.update(messageId, { content: null }), deleteParts(db, messageId)]);
}

/** Makes a parked or waiting entry, or all of them, due now. Orders given up are asked for again. */
export async function retry(db: QueueDatabase, now: number, id?: string): Promise<void> {
  await db.transaction('rw', db.outbox, db.orders, async () => {
    const waiting = (row: OutboxRow) => row.state === 'parked' || row.state === 'pending';
    const rows =
      id === undefined
        ? [...(await byState(db, 'parked').toArray()), ...(await byState(db, 'pending').toArray())]
        : (await db.outbox.bulkGet([id])).filter((row) => row !== undefined).filter(waiting);
    await db.outbox.bulkPut(
      rows.map(({ reason: _, ...row }) => ({ ...row, state: 'pending', attempts: 0, nextAttemptAt: now, waitMs: 0 })),
    );
    const orders = id === undefined ? await db.orders.toArray() : await db.orders.bulkGet([toOrderId(id)]);
    await db.orders.bulkPut(
      orders
        .filter((order) => order !== undefined)
        .map(({ parked: _parked, failure: _failure, ...order }) => ({ ...order, attempts: 0, nextFetchAt: now })),
    );
  });
}

/** Id of a list line that stands for an order at a company; see {@link toOrderId}. */
export function toOrderLineId(orderId: string, accountId: number): string {
  return `order-${orderId}-${accountId}`;
}

function toOrderId(lineId: string): string {
  return /^order-(.+)-\d+$/.exec(lineId)?.[1] ?? '';
}

/** The stop of the whole push that holds now, if one does. */
export async function readPause(db: QueueDatabase, now: number): Promise<PauseRow | undefined> {
  const pause = await db.pauses.get('push');
  if (!pause || pause.until === null) return pause;
  const leftMs = pause.until - now;
  return leftMs > 0 && leftMs <= pause.waitMs ? pause : undefined;
}

/** Stops the whole push for `waitMs`, or until {@link liftPause} when null. */
export async function setPause(
  db: QueueDatabase,
  now: number,
  reason: WaitReason,
  waitMs: number | null,
): Promise<void> {
  const until = waitMs === null ? null : now + waitMs;
  await db.pauses.put({ id: 'push', reason, until, waitMs: waitMs ?? 0 });
}

export async function liftPause(db: QueueDatabase): Promise<void> {
  await db.pauses.delete('push');
}
