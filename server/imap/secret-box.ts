import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretKey } from './secret-key.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A secret that cannot be read: another key made it, or it was changed. */
export class UnreadableSecretError extends Error {
  override readonly name = 'UnreadableSecretError';
}

/** Encrypts small texts for the database. */
export interface SecretBox {
  /** @param owner What it belongs to: the same must be given to read it, so that a secret cannot be moved to another row. */
  seal(text: string, owner: string): Promise<string>;
  /** @throws {@link UnreadableSecretError} */
  open(sealed: string, owner: string): Promise<string>;
}

/**
 * AES-256-GCM. A sealed text is `v1.KEY.BYTES`: the name of the key, and base64url of nonce, text and tag.
 *
 * @param loadKey Called when a secret is first needed, and again after it failed.
 */
export function createSecretBox(loadKey: () => Promise<SecretKey>): SecretBox {
  let loading: Promise<SecretKey> | undefined;
  const key = () => {
    loading ??= loadKey().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  return {
    async seal(text, owner) {
      const { bytes, id } = await key();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${id}.${sealed.toString('base64url')}`;
    },

    async open(sealed, owner) {
      const { bytes, id } = await key().catch(() => {
        throw new UnreadableSecretError('there is no key to read secrets with');
      });
      const [version, madeWith, text = ''] = sealed.split('.');
      if (version !== 'v1' || madeWith !== id) throw new UnreadableSecretError('the secret was made with another key');
      const all = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', bytes, all.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(owner)).setAuthTag(all.subarray(-TAG_BYTES));
        return decipher.update(all.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new UnreadableSecretError('the secret is damaged');
      }
    },
  };
}
