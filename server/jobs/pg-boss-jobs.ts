import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import type { JobKind, Jobs } from './jobs.ts';
import { type JobHandler, performAttempt } from './perform-attempt.ts';

export interface PgBossJobsDeps {
  /** Of the PostgreSQL database; the jobs are kept in its schema `pgboss`, which is made when absent. */
  databaseUrl: string;
  /** A fault of the queue itself, such as a database that is gone; not of a job. */
  onFault: (error: unknown) => void;
}

/** Jobs of one kind at once in this process. */
const CONCURRENCY = 4;
const MAX_CONNECTIONS = 4;
const POLL_SECONDS = 0.5;
/** Without a sign of life for so long a job is taken from its process; the shortest pg-boss allows. */
const HEARTBEAT_SECONDS = 10;
/** How often dead processes are looked for. */
const SUPERVISE_SECONDS = 10;
/** Time running jobs have to finish when the server stops. */
const STOP_MS = 3_000;
/** Of faults that follow each other one is told in this time. */
const TELL_EVERY_MS = 60_000;

const seconds = (ms: number) => Math.max(1, Math.round(ms / 1_000));

/** The policy `exclusive` allows one unfinished job for each key. */
const queueOf = ({ maxAttempts, backoff, timeoutMs }: JobKind<unknown>) => ({
  retryLimit: maxAttempts - 1,
  retryDelay: seconds(backoff.firstMs),
  retryBackoff: true,
  retryDelayMax: seconds(backoff.maxMs),
  heartbeatSeconds: HEARTBEAT_SECONDS,
  // The attempt ends itself in time. This is for one that cannot.
  expireInSeconds: seconds(timeoutMs) + 10,
});

/** A pool of its own: work waits for no request, and no request for work. */
function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: MAX_CONNECTIONS,
    keepAlive: true,
    application_name: 'tandem-crm-jobs',
  });
  // A lost connection is told to whoever was using it, by the failed query. Without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Jobs on PostgreSQL by pg-boss, shared by all processes on the database. Waits are in whole seconds, and an attempt that
 * a stop cuts short is counted. Failed jobs are kept for a week.
 */
export function createPgBossJobs({ databaseUrl, onFault }: PgBossJobsDeps): Jobs {
  const pool = openPool(databaseUrl);
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  let toldAt = Number.NEGATIVE_INFINITY;
  boss.on('error', (error) => {
    // Each worker tells of a database that is away, twice a second.
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    onFault(error);
  });
  const handlers = new Map<string, JobHandler>();
  const queues = new Map<string, Promise<void>>();
  const stop = new AbortController();
  let stopped: Promise<void> | undefined;

  function openQueue(kind: JobKind<unknown>): Promise<void> {
    const known = queues.get(kind.name);
    if (known) return known;
    const opening = (async () => {
      await boss.createQueue(kind.name, { policy: 'exclusive', ...queueOf(kind) });
      // A queue made by an older version of this program keeps its numbers otherwise.
      await boss.updateQueue(kind.name, queueOf(kind));
    })();
    queues.set(kind.name, opening);
    opening.catch(() => queues.delete(kind.name));
    return opening;
  }

  async function work(handler: JobHandler): Promise<void> {
    await openQueue(handler.kind);
    await boss.work(
      handler.kind.name,
      { includeMetadata: true, pollingIntervalSeconds: POLL_SECONDS, localConcurrency: CONCURRENCY },
      async ([job]: JobWithMetadata<object>[]) => {
        if (!job) return;
        const ending = AbortSignal.any([stop.signal, job.signal]);
        await performAttempt(handler, job.data, job.retryCount + 1, ending);
      },
    );
  }

  async function end(): Promise<void> {
    const late = setTimeout(() => stop.abort(new Error('the server stops')), STOP_MS);
    await boss.stop({ graceful: true, timeout: STOP_MS + 1_000 });
    clearTimeout(late);
    await pool.end();
  }

  return {
    handle(kind, run) {
      if (handlers.has(kind.name)) throw new Error(`There is a handler of ${kind.name} already.`);
      handlers.set(kind.name, { kind, run: run as JobHandler['run'] });
    },

    async add(kind, payload, { runAt, key } = {}) {
      const data = kind.payload.parse(payload) as object;
      await openQueue(kind);
      const id = await boss.send(kind.name, data, {
        singletonKey: key ?? randomUUID(),
        ...(runAt === undefined ? {} : { startAfter: new Date(runAt) }),
      });
      return id !== null;
    },

    async start() {
      try {
        await boss.start();
        for (const handler of handlers.values()) await work(handler);
      } catch (error) {
        stopped ??= end();
        await stopped;
        throw error;
      }
    },

    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}
