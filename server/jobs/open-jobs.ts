import { createJobRunner, type JobRunnerDeps } from './job-runner.ts';
import type { Jobs } from './jobs.ts';

/** Jobs for the database there is: the table of our own on SQLite, pg-boss on PostgreSQL, which is loaded only then. */
export async function openJobs(
  deps: Pick<JobRunnerDeps, 'db' | 'now' | 'onFault'> & { databaseUrl: string | undefined },
): Promise<Jobs> {
  const { databaseUrl, onFault } = deps;
  if (databaseUrl === undefined) return createJobRunner(deps);
  const { createPgBossJobs } = await import('./pg-boss-jobs.ts');
  return createPgBossJobs({ databaseUrl, onFault });
}
