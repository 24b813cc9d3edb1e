import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startServer } from '../../server/start-server.ts';
import { openDatabase } from '../../server/store/open-database.ts';
import { createPool, keepTemplate, type PostgresTemplate, runStatements } from './database-pool.ts';
import { startPostgres } from './postgres.ts';

const templates: readonly PostgresTemplate[] = ['template_tables', 'template_sample'];

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
    await createPool(url);
    for (const name of templates) await runStatements(url, `create database ${name} template template0`);
    const tables = await openDatabase({ dataDir, databaseUrl: postgres.urlOf('template_tables') });
    await tables.destroy();
    const sample = await startServer({ dataDir, databaseUrl: postgres.urlOf('template_sample'), sample: true });
    await sample.close();
    for (const name of templates) await keepTemplate(url, name);
    project.provide('postgres', { url, sample: await readFile(join(dataDir, 'sample.json'), 'utf8') });
  } catch (error) {
    await postgres.stop();
    throw error;
  } finally {
    await rm(dataDir, { recursive: true });
  }
  return postgres.stop;
}
