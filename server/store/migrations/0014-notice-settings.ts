import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whether a user wants notices by e-mail; who has no row does. */
export const createNoticeSettings: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('noticeSettings')
      .addColumn('userId', 'integer', (column) => column.primaryKey().references('users.id'))
      .addColumn('isOff', 'integer', (column) => column.notNull())
      .execute();
  },
};
