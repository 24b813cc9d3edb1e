import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';

/** Ended after the `test`, or after the last test of the `file` for what its tests share. */
export type Life = 'test' | 'file';

type Ending = () => Promise<void>;
const endings: Record<Life, Ending[]> = { test: [], file: [] };

async function run(list: Ending[]): Promise<void> {
  for (const end of list.splice(0).reverse()) await end();
}

afterEach(() => run(endings.test));
afterAll(() => run(endings.file));

/** Ends in the opposite order. */
export function onEnd(life: Life, end: Ending): void {
  endings[life].push(end);
}

export async function temporaryFolder(life: Life = 'test'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-crm-'));
  onEnd(life, () => rm(folder, { recursive: true, force: true }));
  return folder;
}
