import type { Migration } from 'kysely/migration';

/** What each user keeps in step with the CRM, and how it goes. */
export const createSyncSettings: Migration = {
  async up(db) {
    await db.schema
      .createTable('syncSettings')
      .addColumn('userId', 'integer', (column) => column.primaryKey().references('users.id'))
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('provider', 'text')
      .addColumn('address', 'text')
      .addColumn('isOn', 'integer', (column) => column.notNull())
      .addColumn('since', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('stateAt', 'text')
      .execute();
  },
};
