import { createHash, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 32;

/** The key that passwords of mailboxes are encrypted with. It is never in the database. */
export interface SecretKey {
  bytes: Buffer;
  /** Names the key without telling it. */
  id: string;
}

/** The key that was given cannot be one; the message is for the operator. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
}

const toKey = (bytes: Buffer): SecretKey => ({
  bytes,
  id: createHash('sha256').update('imap key name').update(bytes).digest('hex').slice(0, 12),
});

/**
 * Reads a key given by the operator.
 *
 * @param text 32 bytes as base64 or hex, such as `openssl rand -base64 32` prints.
 * @throws {@link SecretKeyError}
 */
export function parseSecretKey(text: string): SecretKey {
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (bytes.length !== KEY_BYTES) {
    throw new SecretKeyError('TANDEM_SECRET_KEY must hold 32 bytes as base64 or hex: openssl rand -base64 32');
  }
  return toKey(bytes);
}

/**
 * The key in the data folder, made when there is none. Several processes that come first at the same moment agree on one:
 * a link is made whole or not at all, and never over another.
 *
 * @throws {@link SecretKeyError} when the file holds something else.
 */
export async function openSecretKey(folder: string): Promise<SecretKey> {
  const file = join(folder, 'secret.key');
  const kept = await readIfThere(file);
  if (kept) return checked(kept);
  const fresh = join(folder, `secret.${randomBytes(6).toString('hex')}.part`);
  await writeFile(fresh, randomBytes(KEY_BYTES), { mode: 0o600, flush: true });
  await link(fresh, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(fresh);
  return checked(await readFile(file));
}

function checked(bytes: Buffer): SecretKey {
  if (bytes.length !== KEY_BYTES) throw new SecretKeyError('secret.key in the data folder is not a key of 32 bytes');
  return toKey(bytes);
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
