import type { Migration } from 'kysely/migration';

/** What all processes on one database share: what was done once, and the key they sign with. */
export const createInstanceFacts: Migration = {
  async up(db) {
    await db.schema
      .createTable('instanceFacts')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  },
};
