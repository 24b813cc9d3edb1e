import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { activeUsers } from './active-users.ts';
import { hashKey, hashPassword, verifyKey, verifyPassword } from './secrets.ts';
import type { Database } from './tables.ts';

export interface KeyPair {
  publicKey: string;
  privateKey: string;
}

/** The public half of a key that has ended, which is never given out again. */
export class KeyRevokedError extends Error {
  override readonly name = 'KeyRevokedError';
}

/** API keys and passwords. Only digests are kept, so a private key is seen once: when it is made. */
export interface Keys {
  /** Adds a key pair of the user; random unless given. @throws {@link KeyRevokedError} */
  addKey(userId: number, pair?: KeyPair): Promise<KeyPair>;
  /** The user of a key pair, or undefined when either half is wrong or the user cannot sign in. */
  userOfKey(pair: KeyPair): Promise<number | undefined>;
  /** Whose key this is or was; undefined when there never was such a key. */
  ownerOfKey(publicKey: string): Promise<number | undefined>;
  /**
   * Ends a key for good, and with it every session begun with it.
   *
   * @returns false when there is no such key, or it has ended before
   */
  revokeKey(publicKey: string, at: string): Promise<boolean>;
  setPassword(userId: number, password: string): Promise<void>;
  /** The user with this address and password. */
  userOfPassword(email: string, password: string): Promise<number | undefined>;
}

export function createKeys(db: Kysely<Database>): Keys {
  async function active(userId: number | undefined): Promise<number | undefined> {
    if (userId === undefined) return undefined;
    const user = await activeUsers(db).select('id').where('id', '=', userId).executeTakeFirst();
    return user ? userId : undefined;
  }

  return {
    async addKey(userId, pair) {
      const made = pair ?? {
        publicKey: randomBytes(12).toString('hex'),
        privateKey: randomBytes(24).toString('base64url'),
      };
      // One that is given may be a word somebody chose.
      const secretHash = pair === undefined ? hashKey(made.privateKey) : await hashPassword(made.privateKey);
      const added = await db
        .insertInto('apiKeys')
        .values({ publicKey: made.publicKey, userId, secretHash, revokedAt: null })
        .onConflict((conflict) =>
          conflict.column('publicKey').doUpdateSet({ userId, secretHash }).where('apiKeys.revokedAt', 'is', null),
        )
        .returning('publicKey')
        .executeTakeFirst();
      if (!added) throw new KeyRevokedError('this key was revoked and cannot be used again');
      return made;
    },

    async userOfKey({ publicKey, privateKey }) {
      const row = await db.selectFrom('apiKeys').selectAll().where('publicKey', '=', publicKey).executeTakeFirst();
      const fits = await verifyKey(privateKey, row?.secretHash);
      return fits && row?.revokedAt === null ? active(row.userId) : undefined;
    },

    async ownerOfKey(publicKey) {
      const row = await db.selectFrom('apiKeys').select('userId').where('publicKey', '=', publicKey).executeTakeFirst();
      return row?.userId;
    },

    async revokeKey(publicKey, at) {
      const { numUpdatedRows } = await db
        .updateTable('apiKeys')
        .set({ revokedAt: at })
        .where('publicKey', '=', publicKey)
        .where('revokedAt', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async setPassword(userId, password) {
      const secretHash = await hashPassword(password);
      await db
        .insertInto('passwords')
        .values({ userId, secretHash })
        .onConflict((conflict) => conflict.column('userId').doUpdateSet({ secretHash }))
        .execute();
    },

    async userOfPassword(email, password) {
      const row = await db
        .selectFrom('passwords')
        .innerJoin('users', 'users.id', 'passwords.userId')
        .select(['passwords.userId', 'passwords.secretHash'])
        .where((eb) => eb(eb.fn<string>('lower', ['users.email']), '=', email.trim().toLowerCase()))
        .executeTakeFirst();
      const fits = await verifyPassword(password, row?.secretHash);
      return fits ? active(row?.userId) : undefined;
    },
  };
}
