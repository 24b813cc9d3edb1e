import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What was written, one row for each write, and the number of the last one. `changes` is read and emptied by its ids
 * alone, so it has no other index.
 */
export const createChanges: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('changes')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('table', 'text', (column) => column.notNull())
      .addColumn('recordId', 'integer', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('actor', 'integer')
      .addColumn('at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('changeCounter')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('last', 'integer', (column) => column.notNull())
      .execute();
    await (db as Kysely<{ changeCounter: { id: number; last: number } }>)
      .insertInto('changeCounter')
      .values({ id: 1, last: 0 })
      .execute();
  },
};
