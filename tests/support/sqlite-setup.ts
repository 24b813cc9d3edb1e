import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startServer } from '../../server/start-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of a server with the sample on SQLite, to be copied. Absent where few tests want it. */
    sampleFolder?: string;
  }
}

/** Makes the sample on SQLite once for the whole project. */
export default async function setUpSqlite(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tandem-sqlite-setup-'));
  const server = await startServer({ dataDir, sample: true });
  await server.close();
  project.provide('sampleFolder', dataDir);
  return () => rm(dataDir, { recursive: true });
}
