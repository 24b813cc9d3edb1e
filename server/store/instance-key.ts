import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key that signs session tokens and upload addresses: made at the first start, kept beside the database for its owner only. */
export async function openInstanceKey(folder: string): Promise<Buffer> {
  const file = join(folder, 'signing.key');
  const kept = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept?.length === 32) return kept;
  const fresh = randomBytes(32);
  await writeFile(file, fresh, { mode: 0o600 });
  return fresh;
}
