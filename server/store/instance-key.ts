import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { agreeOn } from './instance-facts.ts';
import type { Database } from './tables.ts';

const KEY_BYTES = 32;

/**
 * The key that signs session tokens and upload addresses, made at the first start. With SQLite it is kept beside the
 * database, for its owner only.
 */
export async function openInstanceKey(folder: string): Promise<Buffer> {
  const file = join(folder, 'signing.key');
  const kept = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept?.length === KEY_BYTES) return kept;
  const fresh = randomBytes(KEY_BYTES);
  await writeFile(file, fresh, { mode: 0o600 });
  return fresh;
}

/** The same, kept in the database, so that what one process signed is good at all others. */
export async function openSharedKey(db: Kysely<Database>): Promise<Buffer> {
  const key = await agreeOn(db, 'signingKey', () => randomBytes(KEY_BYTES).toString('base64url'));
  return Buffer.from(key, 'base64url');
}
