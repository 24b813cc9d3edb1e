import { createJobRunner } from '../../../server/jobs/job-runner.ts';
import { createPgBossJobs } from '../../../server/jobs/pg-boss-jobs.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import { describeJobs, type JobsPlace } from '../../contract/jobs.ts';
import { onEnd } from './endings.ts';
import { asOperator, createTestDatabase, databaseKind } from './test-database.ts';

const fail = (error: unknown) => {
  throw error;
};

/** The jobs this kind of database gets. */
async function createPlace(): Promise<JobsPlace> {
  const place = await createTestDatabase(false);
  const { databaseUrl } = place;
  if (databaseUrl !== undefined) {
    return {
      open() {
        const jobs = createPgBossJobs({ databaseUrl, onFault: fail });
        onEnd('test', () => jobs.stop());
        return jobs;
      },
      async reasons() {
        const { rows } = await asOperator(databaseUrl, "select output from pgboss.job where state = 'failed'");
        return rows.map(({ output }) => output.message);
      },
    };
  }
  const db = await openDatabase(place);
  onEnd('test', () => db.destroy());
  return {
    open() {
      const jobs = createJobRunner({ db, now: Date.now, onFault: fail });
      onEnd('test', () => jobs.stop());
      return jobs;
    },
    async reasons() {
      const rows = await db.selectFrom('jobs').select('reason').where('state', '=', 'failed').execute();
      return rows.map(({ reason }) => reason ?? '');
    },
  };
}

describeJobs(`jobs on ${databaseKind}`, createPlace);
