import type { z } from 'zod';
import type { QueueDatabase } from './database.ts';
import type { Sealed } from './rows.ts';

/** Encrypted data whose key is gone, that was changed, or that belongs to another row. It is kept as it is. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

/** Encrypts what rests in the database. `context` names the row and field: a seal moved elsewhere does not open. */
export interface Sealer {
  sealBytes(bytes: Uint8Array<ArrayBuffer>, context: string): Promise<Sealed>;
  sealJson(value: unknown, context: string): Promise<Sealed>;
  /** @throws {SealBrokenError} */
  openBytes(sealed: Sealed, context: string): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws {SealBrokenError} also when what was inside no longer has the shape. */
  openJson<T extends z.ZodType>(sealed: Sealed, context: string, schema: T): Promise<z.infer<T>>;
}

const CURRENT_KEY = 'content-1';
const IV_BYTES = 12;

/**
 * AES-GCM with a 256-bit key that cannot be taken out of the browser: what rests on the disk is not readable without
 * the profile it belongs to. Keys live in the `keys` table, made at the first use.
 */
export function createSealer(db: Pick<QueueDatabase, 'keys' | 'transaction'>): Sealer {
  const keys = new Map<string, CryptoKey>();

  async function keyToSeal(): Promise<CryptoKey> {
    const known = keys.get(CURRENT_KEY) ?? (await db.keys.get(CURRENT_KEY))?.key;
    if (known) {
      keys.set(CURRENT_KEY, known);
      return known;
    }
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // Whoever commits first wins; the other takes the winner's key.
    const kept = await db.transaction('rw', db.keys, async () => {
      const other = await db.keys.get(CURRENT_KEY);
      if (other) return other.key;
      await db.keys.add({ id: CURRENT_KEY, key: fresh });
      return fresh;
    });
    keys.set(CURRENT_KEY, kept);
    return kept;
  }

  async function keyToOpen(keyId: string): Promise<CryptoKey> {
    const key = keys.get(keyId) ?? (await db.keys.get(keyId))?.key;
    if (!key) throw new SealBrokenError('the key is gone');
    keys.set(keyId, key);
    return key;
  }

  async function sealBytes(bytes: Uint8Array<ArrayBuffer>, context: string): Promise<Sealed> {
    const key = await keyToSeal();
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    return { keyId: CURRENT_KEY, iv, data: await crypto.subtle.encrypt(aes(iv, context), key, bytes) };
  }

  async function openBytes(sealed: Sealed, context: string): Promise<Uint8Array<ArrayBuffer>> {
    const key = await keyToOpen(sealed.keyId);
    try {
      return new Uint8Array(await crypto.subtle.decrypt(aes(sealed.iv, context), key, sealed.data));
    } catch (cause) {
      throw new SealBrokenError('does not decrypt', { cause });
    }
  }

  return {
    sealBytes,
    openBytes,
    sealJson: (value, context) => sealBytes(new TextEncoder().encode(JSON.stringify(value)), context),
    async openJson(sealed, context, schema) {
      const text = new TextDecoder().decode(await openBytes(sealed, context));
      try {
        return schema.parse(JSON.parse(text));
      } catch {
        // The cause would carry the content in its message.
        throw new SealBrokenError('does not have the agreed shape');
      }
    },
  };
}

function aes(iv: Uint8Array<ArrayBuffer>, context: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(context) };
}
