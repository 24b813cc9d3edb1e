import { open, rename, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

/** How long the copy waits for a lock of the running server, in ms. */
const LOCK_WAIT_MS = 10_000;

/**
 * Copies a SQLite database to a new file as it stands at one moment, also while a server writes to it: `VACUUM INTO` reads
 * in one transaction, which in write-ahead mode holds nobody up. The file appears only when it is whole and checked.
 *
 * @throws an `Error` for the person at the terminal when there is no database, the file exists, or the copy fails.
 */
export async function backUp(database: string, file: string): Promise<void> {
  if (!(await exists(database))) throw new Error(`There is no database at ${database}.`);
  if (await exists(file)) throw new Error(`${file} exists already; a backup overwrites nothing.`);
  const partial = `${file}.part`;
  // Made beforehand, for its owner only: SQLite fills a file that is empty, with the rights it has.
  await (await open(partial, 'wx', 0o600)).close();
  try {
    copy(database, partial);
    await flush(partial);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function copy(database: string, partial: string): void {
  const source = new DatabaseSync(database, { readOnly: true, timeout: LOCK_WAIT_MS });
  try {
    source.prepare('VACUUM INTO ?').run(partial);
  } finally {
    source.close();
  }
  const made = new DatabaseSync(partial, { readOnly: true });
  try {
    const [result] = made.prepare('PRAGMA quick_check(1)').all();
    if (result?.quick_check !== 'ok') throw new Error(`The copy is damaged: ${result?.quick_check}`);
  } finally {
    made.close();
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
