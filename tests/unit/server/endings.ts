import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ended after the `test`, or after the last test of the `file` for what its tests share. */
export type Life = 'test' | 'file';

type Ending = () => Promise<void>;
const endings: Record<Life, Ending[]> = { test: [], file: [] };

/** Ends what was begun for a life, for the setup of the tests: one module serves all files of a worker. */
export async function runEndings(life: Life): Promise<void> {
  for (const end of endings[life].splice(0).reverse()) await end();
}

/** Ends in the opposite order. */
export function onEnd(life: Life, end: Ending): void {
  endings[life].push(end);
}

export async function temporaryFolder(life: Life = 'test'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-crm-'));
  onEnd(life, () => rm(folder, { recursive: true, force: true }));
  return folder;
}
