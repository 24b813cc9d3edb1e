import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startServer } from '../../server/start-server.ts';
import { openDatabase } from '../../server/store/open-database.ts';
import { startPostgres } from './postgres.ts';

/** Databases to copy: making tables, and hashing the secrets of a sample, takes longer than most tests. */
export type PostgresTemplate = 'template_tables' | 'template_sample';

/** What the tests of a project on PostgreSQL are given. */
export interface PostgresForTests {
  /** Address of the database that others are made from. */
  url: string;
  /** `sample.json` of the template with the sample. */
  sample: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Absent where the tests run on SQLite. */
    postgres?: PostgresForTests;
  }
}

/** Starts PostgreSQL for the whole project, with the templates. */
export default async function setUpPostgres(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const dataDir = await mkdtemp(join(tmpdir(), 'tandem-postgres-setup-'));
  try {
    const url = postgres.urlOf('postgres');
    await createTemplates(url);
    const tables = await openDatabase({ dataDir, databaseUrl: postgres.urlOf('template_tables') });
    await tables.destroy();
    const sample = await startServer({ dataDir, databaseUrl: postgres.urlOf('template_sample'), sample: true });
    await sample.close();
    project.provide('postgres', { url, sample: await readFile(join(dataDir, 'sample.json'), 'utf8') });
  } catch (error) {
    await postgres.stop();
    throw error;
  } finally {
    await rm(dataDir, { recursive: true });
  }
  return postgres.stop;
}

async function createTemplates(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const name of ['template_tables', 'template_sample'] satisfies PostgresTemplate[]) {
      await client.query(`create database ${name} template template0`);
    }
  } finally {
    await client.end();
  }
}
