import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Dialect, SqliteDialect } from 'kysely';

/**
 * Kysely over the SQLite inside Node. Kysely expects the interface of better-sqlite3; this gives it the few methods it
 * uses. Write-ahead log, so that reading pages never waits for a writer; foreign keys are off in SQLite unless asked for.
 */
export function createNodeSqliteDialect(file: string): Dialect {
  return new SqliteDialect({
    database: async () => {
      const raw = new DatabaseSync(file, { timeout: 5_000 });
      raw.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
      return {
        close: () => raw.close(),
        prepare: (sql) => {
          const statement = raw.prepare(sql);
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
            run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
            iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
          };
        },
      };
    },
  });
}
