import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);
const COST = { N: 16_384, r: 8, p: 1 };

const write = (kind: 'scrypt' | 'sha256', salt: Buffer, hash: Buffer) =>
  `${kind}$${salt.toString('base64url')}$${hash.toString('base64url')}`;

const read = (digest: string) => {
  const [kind = '', salt = '', hash = ''] = digest.split('$');
  return { kind, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
};

const sha256 = (secret: string, salt: Buffer) => createHash('sha256').update(salt).update(secret).digest();

/** What is compared with where there is no digest, so that names cannot be guessed by time. */
const nobody = { salt: Buffer.alloc(16), hash: Buffer.alloc(32) };

/** Digest of a password for keeping: `scrypt$salt$hash`, both base64url. Slow, since people choose what can be guessed. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return write('scrypt', salt, await derive(password, salt, 32, COST));
}

/** Whether the password made the digest. Takes as long for a digest that is absent. */
export async function verifyPassword(password: string, digest: string | undefined): Promise<boolean> {
  const { salt, hash } = digest === undefined ? nobody : read(digest);
  return isSame(await derive(password, salt, 32, COST), hash) && digest !== undefined;
}

/**
 * Digest of a private key for keeping: `sha256$salt$hash`. A key of 192 random bits cannot be guessed at any speed, so that a
 * slow digest would only cost every sign-in its time.
 */
export function hashKey(privateKey: string): string {
  const salt = randomBytes(16);
  return write('sha256', salt, sha256(privateKey, salt));
}

/** Whether the private key made the digest, also one of the slow kind that older versions kept for keys. */
export async function verifyKey(privateKey: string, digest: string | undefined): Promise<boolean> {
  const { kind, salt, hash } = digest === undefined ? { kind: 'sha256', ...nobody } : read(digest);
  if (kind === 'scrypt') return verifyPassword(privateKey, digest);
  return isSame(sha256(privateKey, salt), hash) && digest !== undefined;
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
