import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Dialect, SqliteDialect, type SqliteStatement } from 'kysely';

/** Statements kept prepared. The API's queries are some dozens; lists of ids make a few more of them. */
const MAX_STATEMENTS = 500;

/**
 * Kysely over the SQLite inside Node. Kysely expects the interface of better-sqlite3; this gives it the few methods it
 * uses. Write-ahead log, so that reading pages never waits for a writer; foreign keys are off in SQLite unless asked for.
 * SQLite's own `lower` knows A to Z alone.
 */
export function createNodeSqliteDialect(file: string): Dialect {
  return new SqliteDialect({
    database: async () => {
      const raw = new DatabaseSync(file, { timeout: 5_000 });
      raw.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
      raw.function('lower', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text));
      // Preparing took longer than running: a third of the time of a create.
      const statements = new Map<string, SqliteStatement>();
      return {
        close: () => raw.close(),
        prepare(sql) {
          const known = statements.get(sql);
          if (known) return known;
          const statement = prepare(raw, sql);
          if (statements.size >= MAX_STATEMENTS) statements.clear();
          statements.set(sql, statement);
          return statement;
        },
      };
    },
  });
}

function prepare(raw: DatabaseSync, sql: string): SqliteStatement {
  const statement = raw.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    // Rows are read one by one while others run: a statement of its own.
    iterate: (parameters) => raw.prepare(sql).iterate(...(parameters as SQLInputValue[])),
  };
}
