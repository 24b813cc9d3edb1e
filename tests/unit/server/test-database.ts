import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { startServer } from '../../../server/start-server.ts';
import type { DatabasePlace } from '../../../server/store/open-database.ts';
import { giveBackDatabase, type PostgresTemplate, takeDatabase, withDatabase } from '../../support/database-pool.ts';
import type {} from '../../support/postgres-setup.ts';
import type {} from '../../support/sqlite-setup.ts';
import { type Life, onEnd, temporaryFolder } from './endings.ts';

const postgres = inject('postgres');

/** Which database the tests of this run use. */
export const databaseKind: 'sqlite' | 'postgres' = postgres ? 'postgres' : 'sqlite';

/** The database of each data folder, for servers that are started on the same folder again. */
const urls = new Map<string, string>();

/** A database of the test's own: empty, or with the sample, made once beforehand. */
export async function createTestDatabase(filled: boolean, life: Life = 'test'): Promise<DatabasePlace> {
  const dataDir = await temporaryFolder(life);
  if (!postgres) {
    if (filled) await cp(await sampleFolder(), dataDir, { recursive: true });
    return { dataDir };
  }
  if (filled) await writeFile(join(dataDir, 'sample.json'), postgres.sample, { mode: 0o600 });
  const url = await databaseLike(postgres.url, filled ? 'template_sample' : 'template_tables', life);
  urls.set(dataDir, url);
  return { dataDir, databaseUrl: url };
}

/** The place a data folder belongs to. */
export function placeOf(dataDir: string): DatabasePlace {
  return { dataDir, databaseUrl: urls.get(dataDir) };
}

/** Variables for a server in a process of its own. */
export function environmentOf({ databaseUrl }: DatabasePlace): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...rest } = process.env;
  return databaseUrl === undefined ? rest : { ...rest, DATABASE_URL: databaseUrl };
}

let template: Promise<string> | undefined;

/** A folder with the sample on SQLite: the project's, or made once for the file. */
async function sampleFolder(): Promise<string> {
  const given = inject('sampleFolder');
  if (given !== undefined) return given;
  template ??= (async () => {
    const dataDir = await temporaryFolder('file');
    const server = await startServer({ dataDir, sample: true });
    await server.close();
    onEnd('file', async () => {
      template = undefined;
    });
    return dataDir;
  })();
  return template;
}

let keptClient: Promise<pg.Client> | undefined;

/** One connection for the file, by which databases are taken and given back. */
function administrator(url: string): Promise<pg.Client> {
  keptClient ??= (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onEnd('file', () => {
      keptClient = undefined;
      return client.end();
    });
    return client;
  })();
  return keptClient;
}

async function databaseLike(url: string, from: PostgresTemplate, life: Life): Promise<string> {
  const client = await administrator(url);
  const name = await takeDatabase(client, url, from);
  onEnd(life, () => giveBackDatabase(client, name, from));
  return withDatabase(url, name);
}

/** Carries out a statement in a database of its own connection, as an operator would. PostgreSQL alone. */
export async function asOperator(databaseUrl: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}
