import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Background work, webhooks, and how far each webhook has been served. The key of a job is unique among the unfinished:
 * it becomes null when the job ends.
 */
export const createJobsAndHooks: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('jobs')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('key', 'text')
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('runAt', 'text', (column) => column.notNull())
      .addColumn('holder', 'text')
      .addColumn('leaseUntil', 'text')
      .addColumn('reason', 'text')
      .addColumn('createdAt', 'text', (column) => column.notNull())
      .addColumn('finishedAt', 'text')
      .addUniqueConstraint('jobs_kind_key', ['kind', 'key'])
      .execute();
    await db.schema.createIndex('jobs_state_runAt').on('jobs').columns(['state', 'runAt']).execute();

    await db.schema
      .createTable('hooks')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('entity', 'text', (column) => column.notNull())
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('secret_key', 'text', (column) => column.notNull())
      .addColumn('deleted', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('user_created', 'integer')
      .addColumn('user_updated', 'integer')
      .addColumn('user_deleted', 'integer')
      .addColumn('date_created', 'text', (column) => column.notNull())
      .addColumn('date_updated', 'text')
      .addColumn('date_deleted', 'text')
      .execute();

    await db.schema
      .createTable('hookCursors')
      .addColumn('hookId', 'integer', (column) => column.primaryKey().references('hooks.id'))
      .addColumn('cursor', 'integer', (column) => column.notNull())
      .addColumn('batchEnd', 'integer')
      .addColumn('failingSince', 'text')
      .execute();
  },
};
