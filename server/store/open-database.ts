import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { createFirstStorey } from './migrations/0001-first-storey.ts';
import { createChanges } from './migrations/0002-changes.ts';
import { createCalendar } from './migrations/0003-calendar.ts';
import { createJobsAndHooks } from './migrations/0004-jobs-and-hooks.ts';
import { createAudit } from './migrations/0005-audit.ts';
import { createInstanceFacts } from './migrations/0009-instance-facts.ts';
import { createImap } from './migrations/0010-imap.ts';
import { createNotices } from './migrations/0011-notices.ts';
import { createWebSessionTables } from './migrations/0012-web-sessions.ts';
import { createSyncSettings } from './migrations/0013-sync-settings.ts';
import { createNoticeSettings } from './migrations/0014-notice-settings.ts';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';
import type { Database } from './tables.ts';

/** By name, which is their order. The same for SQLite and PostgreSQL: an `integer` that is `autoIncrement` counts up in both. */
const migrations: Record<string, Migration> = {
  '0001-first-storey': createFirstStorey,
  '0002-changes': createChanges,
  '0003-calendar': createCalendar,
  '0004-jobs-and-hooks': createJobsAndHooks,
  '0005-audit': createAudit,
  '0009-instance-facts': createInstanceFacts,
  '0010-imap': createImap,
  '0012-web-sessions': createWebSessionTables,
  '0013-sync-settings': createSyncSettings,
  '0011-notices': createNotices,
  '0014-notice-settings': createNoticeSettings,
};

/** Where a server keeps its records. */
export interface DatabasePlace {
  /** Folder of the SQLite file, which is made when absent. */
  dataDir: string;
  /** A PostgreSQL database instead, such as `postgresql://user:password@host:5432/database`. */
  databaseUrl?: string | undefined;
}

/** The SQLite file of a data folder. */
export const sqliteFile = (dataDir: string): string => join(dataDir, 'crm.sqlite');

/**
 * Opens the database and brings its tables up to date. Of several processes that start on one PostgreSQL database one does
 * it, the others wait: the migrator holds an advisory lock.
 *
 * @throws when the database cannot be reached or a migration fails; it is then as it was before.
 */
export async function openDatabase({ dataDir, databaseUrl }: DatabasePlace): Promise<Kysely<Database>> {
  const db = databaseUrl === undefined ? openSqlite(sqliteFile(dataDir)) : await connect(databaseUrl);
  if (await isUpToDate(db)) return db;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new Error('The database could not be brought up to date', { cause: error });
  }
  return db;
}

/** One query, where the migrator looks at every table there is. */
async function isUpToDate(db: Kysely<Database>): Promise<boolean> {
  const done = await sql<{ name: string }>`select name from kysely_migration`.execute(db).catch(() => undefined);
  const names = new Set(done?.rows.map(({ name }) => name));
  return names.size === Object.keys(migrations).length && Object.keys(migrations).every((name) => names.has(name));
}

const openSqlite = (file: string) => new Kysely<Database>({ dialect: createNodeSqliteDialect(file) });

/** The driver is loaded only where it is used: a start on SQLite does not wait for it. */
async function connect(url: string): Promise<Kysely<Database>> {
  const { openPostgres } = await import('./open-postgres.ts');
  return openPostgres(url);
}
