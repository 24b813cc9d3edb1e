import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import type { Database, JobRow } from '../store/tables.ts';

/** A job in the hands of a runner. */
export type ClaimedJob = Selectable<JobRow>;

interface ClaimRequest {
  kinds: readonly string[];
  /** Name of the runner, which no other has. */
  holder: string;
  limit: number;
  /** Now and the end of the lease, ISO. */
  now: string;
  leaseUntil: string;
}

/**
 * The table of jobs. A job is claimed by a lease; what its holder writes afterwards holds only while the job is still
 * the holder's, in the attempt it was claimed for.
 */
export interface JobRows {
  add(job: { kind: string; payload: string; key: string | null; runAt: string; createdAt: string }): Promise<boolean>;
  /** Jobs that are due, and those whose holder let the lease run out, oldest first. */
  claim(request: ClaimRequest): Promise<ClaimedJob[]>;
  renew(holder: string, leaseUntil: string): Promise<void>;
  done(job: ClaimedJob): Promise<void>;
  retry(job: ClaimedJob, runAt: string, reason: string): Promise<void>;
  /** Kept with its reason; its key becomes free. */
  fail(job: ClaimedJob, at: string, reason: string): Promise<void>;
  /** Back to the queue as if this attempt had not been. */
  giveBack(job: ClaimedJob): Promise<void>;
}

export function createJobRows(db: Kysely<Database>): JobRows {
  const held = (job: ClaimedJob) =>
    db
      .updateTable('jobs')
      .where('id', '=', job.id)
      .where('holder', '=', job.holder)
      .where('attempts', '=', job.attempts);

  return {
    async add(job) {
      const added = await db
        .insertInto('jobs')
        .values({ ...job, state: 'waiting', attempts: 0 })
        .onConflict((conflict) => conflict.columns(['kind', 'key']).doNothing())
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },

    async claim({ kinds, holder, limit, now, leaseUntil }) {
      const isDue = (eb: ExpressionBuilder<Database, 'jobs'>) =>
        eb.or([
          eb.and([eb('state', '=', 'waiting'), eb('runAt', '<=', now)]),
          // What this runner holds itself is in good hands, however its clock was turned.
          eb.and([eb('state', '=', 'running'), eb('leaseUntil', '<=', now), eb('holder', '!=', holder)]),
        ]);
      const claimed = await db
        .updateTable('jobs')
        .set((eb) => ({ state: 'running' as const, holder, leaseUntil, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('jobs')
            .select('id')
            .where('kind', 'in', [...kinds])
            .where(isDue)
            .orderBy('runAt')
            .orderBy('id')
            .limit(limit),
        )
        // Asked again of the row itself: where rows are locked one by one, another may have taken it meanwhile.
        .where(isDue)
        .returningAll()
        .execute();
      return claimed.sort((one, other) => one.runAt.localeCompare(other.runAt) || one.id - other.id);
    },

    async renew(holder, leaseUntil) {
      await db
        .updateTable('jobs')
        .set({ leaseUntil })
        .where('holder', '=', holder)
        .where('state', '=', 'running')
        .execute();
    },

    async done(job) {
      await db
        .deleteFrom('jobs')
        .where('id', '=', job.id)
        .where('holder', '=', job.holder)
        .where('attempts', '=', job.attempts)
        .execute();
    },

    async retry(job, runAt, reason) {
      await held(job).set({ state: 'waiting', holder: null, leaseUntil: null, runAt, reason }).execute();
    },

    async fail(job, finishedAt, reason) {
      await held(job).set({ state: 'failed', holder: null, leaseUntil: null, key: null, finishedAt, reason }).execute();
    },

    async giveBack(job) {
      await held(job)
        .set({ state: 'waiting', holder: null, leaseUntil: null, attempts: job.attempts - 1 })
        .execute();
    },
  };
}
