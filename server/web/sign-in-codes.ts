import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.ts';

const CODE_LIFE_MS = 24 * 3_600_000;

/** Codes of links that sign in once, whichever process made them and whichever is asked. */
export interface SignInCodes {
  /** The user with the lowest id when none is named. */
  create(userId?: number): string;
  /** The user a code was made for, `undefined` for the first user, or null when the code is wrong, too old or used. */
  redeem(code: string): Promise<{ userId: number | undefined } | null>;
}

/** Codes carry whom they are for, signed; only those that were used are kept. @param now Ms since the epoch. */
export function createSignInCodes(deps: { db: Kysely<Database>; key: Buffer; now: () => number }): SignInCodes {
  const { db, now } = deps;
  const sign = (text: string) => createHmac('sha256', deps.key).update(`sign-in:${text}`).digest();

  return {
    create(userId = 0) {
      const text = `${userId}.${now() + CODE_LIFE_MS}.${randomBytes(12).toString('base64url')}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },

    async redeem(code) {
      const match = /^((\d{1,10})\.(\d{1,16})\.[\w-]{16})\.([\w-]{43})$/.exec(code);
      if (!match) return null;
      const [, text = '', userId, expiresAt, mac = ''] = match;
      const [given, wanted] = [Buffer.from(mac, 'base64url'), sign(text)];
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || now() >= Number(expiresAt)) return null;
      await db.deleteFrom('usedSignInCodes').where('expiresAt', '<=', new Date(now()).toISOString()).execute();
      const used = await db
        .insertInto('usedSignInCodes')
        .values({
          codeHash: createHash('sha256').update(text).digest('base64url'),
          expiresAt: new Date(Number(expiresAt)).toISOString(),
        })
        .onConflict((conflict) => conflict.column('codeHash').doNothing())
        .returning('codeHash')
        .executeTakeFirst();
      return used ? { userId: Number(userId) || undefined } : null;
    },
  };
}
