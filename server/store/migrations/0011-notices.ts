import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Notices by e-mail. What a notice is of is unique, so that no event gives two of them. */
export const createNotices: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('notices')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('userId', 'integer', (column) => column.notNull())
      .addColumn('eventId', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('reply', 'text')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('claim', 'text')
      .addColumn('content', 'text')
      .addColumn('createdAt', 'text', (column) => column.notNull())
      .addColumn('dueAt', 'text')
      .addColumn('settledAt', 'text')
      .execute();
    await db.schema.createIndex('notices_userId').on('notices').column('userId').execute();
    await db.schema.createIndex('notices_dueAt').on('notices').column('dueAt').execute();
  },
};
