import type { Kysely } from 'kysely';
import { removeOldChanges } from '../store/changes.ts';
import type { Database } from '../store/tables.ts';

const DAY_MS = 24 * 3_600_000;

/** A client that was away for longer reads everything anew, as it does the first time. */
export const KEPT_MS = 30 * DAY_MS;

/** Changes removed by one statement, so that no writer waits long. */
const REMOVED_AT_ONCE = 1_000;

/** Removes changes older than 30 days. Several processes may do it at once. */
export async function removeOutdated(db: Kysely<Database>, now: () => number, signal?: AbortSignal): Promise<void> {
  const olderThan = new Date(now() - KEPT_MS).toISOString();
  let removed = REMOVED_AT_ONCE;
  while (removed === REMOVED_AT_ONCE && !signal?.aborted) {
    removed = await removeOldChanges(db, { olderThan, limit: REMOVED_AT_ONCE });
    // Requests come between: SQLite answers at once and would keep this loop going without a pause.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Removes old changes now and once a day. */
export function startRetention(deps: { db: Kysely<Database>; now: () => number; onFault: (error: unknown) => void }): {
  stop(): Promise<void>;
} {
  const ending = new AbortController();
  let running = Promise.resolve();
  const run = () => {
    running = running.then(() => removeOutdated(deps.db, deps.now, ending.signal)).catch(deps.onFault);
  };
  run();
  const timer = setInterval(run, DAY_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      ending.abort();
      await running;
    },
  };
}
