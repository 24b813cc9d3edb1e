import type { Kysely } from 'kysely';
import { type Change, lastChangeId, readChanges } from '../store/changes.ts';
import type { Database } from '../store/tables.ts';

/** Changes read for one listener in one go. */
const BATCH = 200;

/** The newest changes are kept at hand, so that many listeners at the end of the log read it once. */
const TAIL = 1_000;

/** So many are woken at once, and then the next: each asks the database what it may hear, and requests come between. */
const WOKEN_AT_ONCE = 10;
const WAKE_PAUSE_MS = 20;

/** The log of changes, read forward, with a way to wait for its next entry. */
export interface ChangeFeed {
  /** Id of the last change. */
  last(): Promise<number>;
  /**
   * Up to 200 changes after a number, oldest first; none when there are none yet.
   *
   * @returns undefined when the changes right after that number are no longer kept, or the number lies in the future.
   */
  read(after: number): Promise<Change[] | undefined>;
  /** Resolves as soon as there is a change after this number, at the latest when the time is over or the signal aborts. */
  wait(after: number, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Looks now instead of at the next turn: something was probably written. */
  poke(): void;
  /** Ends every wait. */
  close(): Promise<void>;
}

interface Waiter {
  after: number;
  wake(): void;
}

/**
 * While somebody waits the log is looked at every `pollMs`, which finds what other processes on the same database write.
 * What is written here is found at once by `poke`.
 *
 * @param onFault A look that failed, told once until one succeeds; the next one is tried all the same.
 */
export function createChangeFeed(deps: {
  db: Kysely<Database>;
  pollMs: number;
  onFault: (error: unknown) => void;
}): ChangeFeed {
  const { db } = deps;
  const waiters = new Set<Waiter>();
  /** Those of them for whom there is something, in the order of their turns. */
  const ready = new Set<Waiter>();
  /** Without gaps, up to `latest`. */
  let tail: Change[] = [];
  let latest: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waking: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let isFailing = false;
  let closed = false;

  async function look(): Promise<void> {
    const last = await lastChangeId(db);
    if (latest === undefined || last < latest) {
      tail = [];
      latest = last;
    } else if (last > latest) {
      const after = Math.max(latest, last - TAIL);
      const fresh = await readChanges(db, { after, limit: TAIL });
      const joins = after === latest && fresh[0]?.id === after + 1;
      tail = [...(joins ? tail : []), ...fresh].slice(-TAIL);
      latest = tail.at(-1)?.id ?? last;
    }
    for (const waiter of waiters) if (waiter.after < latest) ready.add(waiter);
    if (ready.size > 0) waking ??= setTimeout(wakeSome, 0);
  }

  function wakeSome(): void {
    for (const waiter of [...ready].slice(0, WOKEN_AT_ONCE)) waiter.wake();
    waking = ready.size > 0 && !closed ? setTimeout(wakeSome, WAKE_PAUSE_MS) : undefined;
  }

  async function lookUntilQuiet(): Promise<void> {
    try {
      do {
        lookAgain = false;
        await look();
        isFailing = false;
      } while (lookAgain && !closed);
    } catch (error) {
      if (!closed && !isFailing) deps.onFault(error);
      isFailing = true;
    } finally {
      looking = undefined;
    }
  }

  function lookSoon(): void {
    if (closed || waiters.size === 0) return;
    lookAgain = true;
    looking ??= lookUntilQuiet();
    timer ??= setInterval(() => {
      if (waiters.size > 0) return lookSoon();
      clearInterval(timer);
      timer = undefined;
    }, deps.pollMs).unref();
  }

  return {
    last: () => lastChangeId(db),

    async read(after) {
      if (latest !== undefined && after <= latest && after >= latest - tail.length) {
        const from = after - (latest - tail.length);
        return tail.slice(from, from + BATCH);
      }
      const last = latest !== undefined && after < latest ? latest : await lastChangeId(db);
      if (after > last) return undefined;
      const changes = await readChanges(db, { after, limit: BATCH });
      return after === last || changes[0]?.id === after + 1 ? changes : undefined;
    },

    async wait(after, timeoutMs, signal) {
      if (closed || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const waiter: Waiter = { after, wake: done };
        const timeout = setTimeout(done, timeoutMs);
        function done() {
          waiters.delete(waiter);
          ready.delete(waiter);
          clearTimeout(timeout);
          signal.removeEventListener('abort', done);
          resolve();
        }
        signal.addEventListener('abort', done);
        waiters.add(waiter);
        // Between reading and waiting something may have been written that no poke told of.
        lookSoon();
      });
    },

    poke: lookSoon,

    async close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(waking);
      for (const waiter of [...waiters]) waiter.wake();
      await looking;
    },
  };
}
