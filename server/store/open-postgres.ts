import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { PostgresCompiler } from './postgres-compiler.ts';
import type { Database } from './tables.ts';

/** Connections of one process. */
const MAX_CONNECTIONS = 10;

/** How long a request waits for a connection before it is answered that there is none. */
const CONNECT_WAIT_MS = 5_000;

class Dialect extends PostgresDialect {
  override createQueryCompiler(): PostgresCompiler {
    return new PostgresCompiler();
  }
}

/** Counts and sums arrive as texts unless told; no number here comes near the limit of exactness. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text') =>
    id === pg.types.builtins.INT8 || id === pg.types.builtins.NUMERIC
      ? Number
      : pg.types.getTypeParser(id, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/**
 * Connects to a PostgreSQL database, whose tables may still have to be made.
 *
 * @throws an `Error` for the person who gave the address: not reachable, refused, or not fit to hold the CRM.
 */
export async function openPostgres(url: string): Promise<Kysely<Database>> {
  if (!/^postgres(ql)?:\/\/./u.test(url)) {
    throw new Error('The database address must look like postgresql://user:password@host:5432/database');
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
    keepAlive: true,
    application_name: 'tandem-crm',
    types,
  });
  // A lost connection is told to whoever was using it, by the failed query. Without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  const db = new Kysely<Database>({
    dialect: new Dialect({
      pool,
      // Compiling a query takes seconds where running it takes milliseconds; PostgreSQL guesses that wrong for filters by rights.
      onCreateConnection: async (connection) => {
        await connection.executeQuery(CompiledQuery.raw('set jit = off'));
      },
    }),
  });
  try {
    await check(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function check(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ encoding: string; icu: number }>`
    select current_setting('server_encoding') as encoding,
      (select count(*) from pg_collation where collname = 'und-x-icu') as icu
  `
    .execute(db)
    .catch((error: unknown) => {
      throw new Error(`The database cannot be reached: ${wordsOf(error)}`, { cause: error });
    });
  const [found] = rows;
  if (found?.encoding !== 'UTF8') throw new Error(`The database must have the encoding UTF8, not ${found?.encoding}.`);
  if (found.icu === 0) throw new Error('This PostgreSQL was built without ICU, which the CRM needs to compare texts.');
}

/** Several addresses tried in vain come as one error without words of its own. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
