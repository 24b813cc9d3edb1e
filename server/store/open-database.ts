import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { createFirstStorey } from './migrations/0001-first-storey.ts';
import { createChanges } from './migrations/0002-changes.ts';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';
import type { Database } from './tables.ts';

/**
 * Opens the SQLite file, made when absent, and brings its tables up to date.
 *
 * @throws when the file cannot be opened or a migration fails; the file is then as it was before.
 */
export async function openDatabase(file: string): Promise<Kysely<Database>> {
  const db = new Kysely<Database>({ dialect: createNodeSqliteDialect(file) });
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({ '0001-first-storey': createFirstStorey('integer'), '0002-changes': createChanges }),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new Error('The database could not be brought up to date', { cause: error });
  }
  return db;
}
