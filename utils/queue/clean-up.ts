import Dexie from 'dexie';
import type { QueueDatabase } from './database.ts';

/** How long and how many are kept. */
export interface Keeping {
  receiptMs: number;
  receipts: number;
  troubleMs: number;
  troubles: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export const defaultKeeping: Keeping = {
  receiptMs: 365 * DAY_MS,
  receipts: 20_000,
  troubleMs: 30 * DAY_MS,
  troubles: 200,
};

/** Rows removed in one transaction, so that the push is never held up for long. */
const BATCH = 500;

/**
 * Removes old receipts and troubles. Forgetting a receipt cannot lead to a second e-mail: a message seen again is looked
 * up in the CRM before it is created. What waits or is parked is never touched.
 */
export async function cleanUp(db: QueueDatabase, now: number, keeping: Keeping = defaultKeeping): Promise<void> {
  while (await removeReceipts(db, now, keeping)) {
    // Next batch.
  }
  await db.transaction('rw', db.troubles, async () => {
    await db.troubles
      .where('lastAt')
      .below(now - keeping.troubleMs)
      .delete();
    const extra = (await db.troubles.count()) - keeping.troubles;
    if (extra > 0) await db.troubles.orderBy('lastAt').limit(extra).delete();
  });
}

function removeReceipts(db: QueueDatabase, now: number, keeping: Keeping): Promise<boolean> {
  return db.transaction('rw', db.outbox, db.messages, db.parts, async () => {
    const done = db.outbox.where('[state+doneAt]').between(['done', Dexie.minKey], ['done', Dexie.maxKey], true, true);
    const extra = Math.max(0, (await done.count()) - keeping.receipts);
    const oldest = await done.limit(BATCH).toArray();
    const old = oldest.filter((row, i) => i < extra || (row.doneAt ?? 0) < now - keeping.receiptMs);
    await db.outbox.bulkDelete(old.map((row) => row.id));
    for (const messageId of new Set(old.map((row) => row.messageId))) {
      if ((await db.outbox.where('messageId').equals(messageId).count()) === 0) await db.messages.delete(messageId);
    }
    return old.length === BATCH;
  });
}
