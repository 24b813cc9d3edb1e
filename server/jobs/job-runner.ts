import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.ts';
import { backoffMs } from './backoff.ts';
import { type ClaimedJob, createJobRows } from './job-rows.ts';
import type { Jobs } from './jobs.ts';
import { type JobHandler, performAttempt } from './perform-attempt.ts';
import { createPollingLoop } from './polling-loop.ts';

export interface JobRunnerDeps {
  db: Kysely<Database>;
  /** Ms since the epoch. */
  now: () => number;
  /** From 0 up to 1. */
  random?: () => number;
  /** A fault of the runner itself, such as a database that is gone; not of a job. */
  onFault: (error: unknown) => void;
  /** Jobs at once in this process; 4 unless told. */
  concurrency?: number;
  /** Ms between two looks at the table; 1,000 unless told. */
  pollMs?: number;
  /** Ms after which the job of a process that died is taken up by another; 30,000 unless told. */
  leaseMs?: number;
  /** Ms that running jobs have to finish when the runner stops; 3,000 unless told. */
  stopMs?: number;
}

export interface JobRunner extends Jobs {
  /** Does all that is due, as often as it is due, and resolves when nothing is left. For tests with a clock of their own. */
  runDue(): Promise<void>;
}

interface Running {
  stop: AbortController;
  ended: Promise<void>;
}

const MAX_REASON_LENGTH = 1_000;

function toReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text || 'no reason given').slice(0, MAX_REASON_LENGTH).toWellFormed();
}

/**
 * Jobs in the table `jobs`, done within this process. Several processes on one database share them: each claims what is
 * due by a lease, renews it while it works, and so a job has one worker at a time unless that one stood still for longer
 * than the lease.
 */
export function createJobRunner(deps: JobRunnerDeps): JobRunner {
  const { now, onFault, random = Math.random, concurrency = 4, leaseMs = 30_000, stopMs = 3_000 } = deps;
  const rows = createJobRows(deps.db);
  const holder = randomUUID();
  const handlers = new Map<string, JobHandler>();
  const running = new Map<number, Running>();
  const iso = (ms: number) => new Date(ms).toISOString();
  let renewal: NodeJS.Timeout | undefined;

  async function perform(job: ClaimedJob, handler: JobHandler, stop: AbortSignal): Promise<void> {
    const { kind } = handler;
    // The attempt of a process that died counts too, or a job that kills its process would do so for ever.
    if (job.attempts > kind.maxAttempts) {
      return rows.fail(job, iso(now()), job.reason ?? 'the process that worked on it ended each time');
    }
    try {
      await performAttempt(handler, JSON.parse(job.payload), job.attempts, stop);
    } catch (error) {
      if (stop.aborted) return rows.giveBack(job);
      if (job.attempts >= kind.maxAttempts) return rows.fail(job, iso(now()), toReason(error));
      return rows.retry(job, iso(now() + backoffMs(kind.backoff, job.attempts, random())), toReason(error));
    }
    return rows.done(job);
  }

  async function claim(): Promise<number> {
    const free = concurrency - running.size;
    if (free <= 0 || handlers.size === 0) return 0;
    const at = now();
    const jobs = await rows.claim({
      kinds: [...handlers.keys()],
      holder,
      limit: free,
      now: iso(at),
      leaseUntil: iso(at + leaseMs),
    });
    for (const job of jobs) {
      const stop = new AbortController();
      const ended = perform(job, handlers.get(job.kind) as JobHandler, stop.signal)
        // The outcome could not be written: the lease runs out, and the job is done again.
        .catch(onFault)
        .finally(() => {
          running.delete(job.id);
          loop.wake();
        });
      running.set(job.id, { stop, ended });
    }
    return jobs.length;
  }

  const allEnded = () => Promise.all([...running.values()].map(({ ended }) => ended));
  const loop = createPollingLoop({
    everyMs: deps.pollMs ?? 1_000,
    onFault,
    async turn() {
      await claim();
    },
  });

  return {
    handle(kind, run) {
      if (handlers.has(kind.name)) throw new Error(`There is a handler of ${kind.name} already.`);
      handlers.set(kind.name, { kind, run: run as JobHandler['run'] });
    },

    async add(kind, payload, { runAt = now(), key } = {}) {
      const added = await rows.add({
        kind: kind.name,
        payload: JSON.stringify(kind.payload.parse(payload)),
        key: key ?? null,
        runAt: iso(runAt),
        createdAt: iso(now()),
      });
      if (added && runAt <= now()) loop.wake();
      return added;
    },

    async start() {
      renewal ??= setInterval(() => {
        if (running.size > 0) rows.renew(holder, iso(now() + leaseMs)).catch(onFault);
      }, leaseMs / 3);
      loop.start();
    },

    async stop() {
      await loop.stop();
      const late = setTimeout(() => {
        for (const { stop } of running.values()) stop.abort(new Error('the server stops'));
      }, stopMs);
      await allEnded();
      clearTimeout(late);
      clearInterval(renewal);
    },

    async runDue() {
      while ((await claim()) > 0 || running.size > 0) await allEnded();
    },
  };
}
