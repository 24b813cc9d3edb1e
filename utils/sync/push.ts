import { CrmAuthError } from '../crm/errors/crm-auth-error.ts';
import { CrmRateLimitError } from '../crm/errors/crm-rate-limit-error.ts';
import { CrmRejectedError } from '../crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../crm/errors/crm-unavailable-error.ts';
import type { Logger } from '../log/logger.ts';
import type { WaitReason } from '../model/outbox.ts';
import { outcomeContext } from '../queue/card.ts';
import { isDatabaseError } from '../queue/database-error.ts';
import {
  type ClaimedRow,
  claim,
  finish,
  LeaseLostError,
  liftPause,
  MAX_PLAIN_WAIT_MS,
  park,
  putBack,
  readNextDue,
  readPause,
  releaseOrphans,
  retry,
  setPause,
  unclaim,
} from '../queue/outbox.ts';
import { SealBrokenError } from '../queue/seal.ts';
import { noteTrouble } from '../queue/troubles.ts';
import { backoffMs } from './backoff.ts';
import { type CrmConnection, type PushEntryDependencies, pushEntry, UnreadableError } from './push-entry.ts';
import { createReceipts, type Receipts } from './receipts.ts';
import type { RunAlone } from './web-lock.ts';

export interface PushDependencies extends Omit<PushEntryDependencies, 'limit'> {
  runAlone: RunAlone;
  /** The CRM as settings name it, signed in; null while it is not set up. Throws only the errors of `crm/errors/`. */
  connect(signal: AbortSignal): Promise<CrmConnection | null>;
  isOn(): boolean;
  isOnline(): boolean;
  random(): number;
  newId(): string;
  log: Logger;
  /** Entries worked on at once; the client's token bucket keeps the tenant's rate. Default 4. */
  lanes?: number;
  /** Default {@link ORPHAN_GRACE_MS}. */
  orphanGraceMs?: number;
}

export interface Push {
  /** Sends everything that is due, then resolves. A call during a run makes it look once more before it ends. */
  run(): Promise<void>;
  /** Stops at once; what was under way is taken up by a later run. */
  stop(): void;
  /** The rep signed in again or settings changed: whatever stopped the push is void. */
  resume(): Promise<void>;
  /** Makes an entry due now, or all of them. */
  retry(id?: string): Promise<void>;
  /** When to call {@link Push.run} next; null when nothing waits for time. */
  nextWakeAt(): Promise<number | null>;
}

const LOCK_NAME = 'tandem-push';

/** Failures in a row, of whatever entries, after which the CRM and not the entries is to blame. */
const FAILURES_THAT_PAUSE = 3;

const DEFAULT_LANES = 4;

/** Rows taken in one transaction, for each lane: a commit that waits for the disk costs as much as sending an entry. */
const CLAIMED_PER_LANE = 2;

/**
 * What a browser that died had sent is carried out within this time, or not at all: its connections died with it, and
 * the server has only to finish what it holds.
 */
export const ORPHAN_GRACE_MS = 15_000;

/** The browser's word for being online again does not wake a background that sleeps, so it looks by itself. */
const OFFLINE_LOOK_MS = 30_000;

/** The only one who sends to the CRM: takes what is due, leaves the transaction, sends, records. */
export function createPush(deps: PushDependencies): Push {
  const { db, sealer, now, log, lanes = DEFAULT_LANES, orphanGraceMs = ORPHAN_GRACE_MS } = deps;
  let stopping = new AbortController();
  /** Set when there is no point in taking more: what others have in hand is brought to its end. */
  let isHalted = false;
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let failuresInARow = 0;

  function run(): Promise<void> {
    isAskedAgain = true;
    running ??= runUntilQuiet().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function runUntilQuiet(): Promise<void> {
    while (isAskedAgain) {
      isAskedAgain = false;
      await deps.runAlone(LOCK_NAME, runOnce);
    }
  }

  async function runOnce(): Promise<void> {
    stopping = new AbortController();
    isHalted = false;
    const { signal } = stopping;
    // Nobody else runs, and nothing has been taken yet: whoever holds a row is dead.
    await releaseOrphans(db, now(), orphanGraceMs);
    const pause = await readPause(db, now());
    if (pause && !passing.has(pause.reason)) return;
    if (!deps.isOn()) return setPause(db, now(), 'capture-off', null);
    if (!deps.isOnline()) return setPause(db, now(), 'offline', OFFLINE_LOOK_MS);
    if ((await readNextDue(db, now())) === null) return pause && liftPause(db);

    const connection = await connect(signal);
    if (!connection) return;
    if (pause) await liftPause(db);
    const receipts = createReceipts((ended) => finish(db, ended));
    const take = createTaker(receipts);
    const work = { take, receipts, connection, signal };
    const outcomes = await Promise.allSettled(Array.from({ length: lanes }, () => lane(work)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    await receipts.settled();
    await unclaim(db, take.left());
  }

  async function connect(signal: AbortSignal): Promise<CrmConnection | null> {
    try {
      const connection = await deps.connect(signal);
      if (!connection) await setPause(db, now(), 'not-connected', null);
      return connection;
    } catch (error) {
      failuresInARow++;
      if (error instanceof CrmAuthError) await setPause(db, now(), 'sign-in-needed', null);
      else if (error instanceof CrmRejectedError) await setPause(db, now(), 'crm-refused', wait(failuresInARow));
      else if (error instanceof CrmRateLimitError || error instanceof CrmUnavailableError) {
        await setPause(db, now(), toReason(error), wait(failuresInARow, error.retryAfterMs));
      } else throw error;
      return null;
    }
  }

  interface Work {
    take: ReturnType<typeof createTaker>;
    receipts: Receipts;
    connection: CrmConnection;
    signal: AbortSignal;
  }

  /** Hands out rows one by one that are claimed by the handful. */
  function createTaker(receipts: Receipts) {
    let ready: ClaimedRow[] = [];
    let claiming: Promise<void> | undefined;
    const claimDue = () => claim(db, { now: now(), count: lanes * CLAIMED_PER_LANE, leaseId: deps.newId() });
    async function claimMore(): Promise<void> {
      ready = await claimDue();
      if (ready.length > 0) return;
      // An entry is held up until the receipt of the one before it in its conversation is written.
      await receipts.settled();
      ready = await claimDue();
    }
    return {
      async next(): Promise<ClaimedRow | undefined> {
        if (ready.length === 0) {
          claiming ??= claimMore().finally(() => {
            claiming = undefined;
          });
          await claiming;
        }
        return ready.shift();
      },
      left: () => ready,
    };
  }

  async function lane({ take, receipts, connection, signal }: Work): Promise<void> {
    const limit = (limitMs: number) => AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    while (!signal.aborted && !isHalted && deps.isOn()) {
      const row = await take.next();
      if (!row) return;
      try {
        receipts.add(await pushEntry({ ...deps, limit }, row, connection));
        failuresInARow = 0;
      } catch (error) {
        if (!(await settle(row, error))) isHalted = true;
      }
    }
  }

  /** Records why an entry did not get through. @returns whether there is any point in trying others now. */
  async function settle(row: ClaimedRow, error: unknown): Promise<boolean> {
    if (error instanceof LeaseLostError) return true;
    if (error instanceof CrmRejectedError) {
      const outcome = { detail: error.detail.slice(0, 500), leftOut: [] };
      await park(db, row, 'crm-refused', await sealer.sealJson(outcome, outcomeContext(row.id)));
      log.info(`the CRM refused an entry with status ${error.status}`);
      return true;
    }
    if (error instanceof SealBrokenError || error instanceof UnreadableError) {
      const kind = error instanceof SealBrokenError ? 'undecryptable' : 'unreadable';
      await park(db, row, 'unreadable');
      await noteTrouble(db, { kind, what: 'outbox' }, now());
      log.error('a stored message cannot be opened; it is kept', error);
      return true;
    }
    if (error instanceof CrmAuthError) {
      await putBack(db, row, { now: now(), waitMs: 0, reason: 'sign-in-needed', failed: false, unanswered: false });
      await setPause(db, now(), 'sign-in-needed', null);
      log.info('the CRM asks to sign in');
      return false;
    }
    if (error instanceof CrmRateLimitError) {
      const waitMs = wait(++failuresInARow, error.retryAfterMs);
      await putBack(db, row, { now: now(), waitMs, reason: 'crm-rate-limit', failed: false, unanswered: false });
      await setPause(db, now(), 'crm-rate-limit', waitMs);
      return false;
    }
    if (!(error instanceof CrmUnavailableError)) {
      if (isDatabaseError(error)) throw error;
      log.error('an entry failed in a way nobody planned for', error);
    }
    return postpone(row, error);
  }

  async function postpone(row: ClaimedRow, error: unknown): Promise<boolean> {
    const wasStopped = stopping.signal.aborted;
    const { unanswered, retryAfterMs } =
      error instanceof CrmUnavailableError ? error : { unanswered: true, retryAfterMs: undefined };
    const attempts = row.attempts + (wasStopped ? 0 : 1);
    const waitMs = backoffMs({ attempts, retryAfterMs, unanswered }, deps.random);
    await putBack(db, row, { now: now(), waitMs, reason: toReason(error), failed: !wasStopped, unanswered });
    if (wasStopped) return false;
    failuresInARow++;
    if (failuresInARow < FAILURES_THAT_PAUSE) return true;
    await setPause(db, now(), toReason(error), wait(failuresInARow - FAILURES_THAT_PAUSE + 1, retryAfterMs));
    return false;
  }

  function wait(attempts: number, retryAfterMs?: number): number {
    return backoffMs({ attempts, retryAfterMs }, deps.random);
  }

  function toReason(error: unknown): WaitReason {
    if (error instanceof CrmRateLimitError) return 'crm-rate-limit';
    return deps.isOnline() ? 'crm-unavailable' : 'offline';
  }

  return {
    run,
    stop: () => stopping.abort(),
    async resume() {
      failuresInARow = 0;
      await liftPause(db);
    },
    async retry(id) {
      failuresInARow = 0;
      await liftPause(db);
      await retry(db, now(), id);
    },
    async nextWakeAt() {
      const pause = await readPause(db, now());
      if (pause?.until === null) return null;
      const due = await readNextDue(db, now());
      if (due === null) return null;
      // Looked at every ten minutes at the latest, in case the clock is turned.
      return Math.min(Math.max(due, pause?.until ?? 0), now() + MAX_PLAIN_WAIT_MS);
    },
  };
}

/** Pauses that only say how things stood; each run looks anew. */
const passing: ReadonlySet<WaitReason> = new Set(['offline', 'capture-off', 'not-connected']);
