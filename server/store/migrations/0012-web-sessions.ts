import type { Migration } from 'kysely/migration';

/** Who is signed in to the pages, links that were used, and attempts to sign in: shared by all processes on one database. */
export const createWebSessionTables: Migration = {
  async up(db) {
    await db.schema
      .createTable('webSessions')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('userId', 'integer', (column) => column.notNull().references('users.id'))
      .addColumn('tokenHash', 'text', (column) => column.notNull().unique())
      .addColumn('previousHash', 'text', (column) => column.unique())
      .addColumn('previousUntil', 'text')
      .addColumn('formToken', 'text', (column) => column.notNull())
      .addColumn('rotatedAt', 'text', (column) => column.notNull())
      .addColumn('expiresAt', 'text', (column) => column.notNull())
      .execute();
    for (const column of ['userId', 'expiresAt']) {
      await db.schema.createIndex(`webSessions_${column}`).on('webSessions').column(column).execute();
    }
    await db.schema
      .createTable('usedSignInCodes')
      .addColumn('codeHash', 'text', (column) => column.primaryKey())
      .addColumn('expiresAt', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('signInAttempts')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addColumn('expiresAt', 'text', (column) => column.notNull())
      .execute();
  },
};
