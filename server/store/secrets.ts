import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);
const COST = { N: 16_384, r: 8, p: 1 };

/** Digest of a password or private key for keeping: `scrypt$salt$hash`, both base64url. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(secret, salt, 32, COST);
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether the secret made the digest. Takes as long for a digest that is absent, so that names cannot be guessed by time. */
export async function verifySecret(secret: string, digest: string | undefined): Promise<boolean> {
  const [, salt = '', expected = ''] = (digest ?? `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`).split('$');
  const hash = await derive(secret, Buffer.from(salt, 'base64url'), 32, COST);
  const wanted = Buffer.from(expected, 'base64url');
  return digest !== undefined && wanted.length === hash.length && timingSafeEqual(wanted, hash);
}
