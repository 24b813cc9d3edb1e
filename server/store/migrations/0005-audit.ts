import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What the rules of access look up. Owners of companies have no index: SQLite would gather all the companies of a manager
 * by it before it shows the first fifty, where reading the table in its order finds those at once.
 */
const indexes: Record<string, string[]> = { users: ['managerId'], entityOwners: ['salesRepId'] };

/** The audit log, the end of a key, and what access is decided by quickly. */
export const createAudit: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('auditLog')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('userId', 'integer')
      .addColumn('via', 'text', (column) => column.notNull())
      .addColumn('credential', 'text')
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('table', 'text')
      .addColumn('recordId', 'integer')
      .execute();
    for (const column of ['at', 'userId']) {
      await db.schema.createIndex(`auditLog_${column}`).on('auditLog').column(column).execute();
    }
    await db.schema.alterTable('apiKeys').addColumn('revokedAt', 'text').execute();
    for (const [table, columns] of Object.entries(indexes)) {
      for (const column of columns) {
        await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
      }
    }
  },
};
