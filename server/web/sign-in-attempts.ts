import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.ts';

/** Attempts one address may make in the window, whatever process they reach. */
const MOST = 10;
const WINDOW_MS = 15 * 60_000;

/** Holds off whoever guesses passwords, by the address tried: behind a proxy nothing else of a stranger can be believed. */
export interface SignInAttempts {
  /**
   * Counts an attempt, before the password is looked at, so that many at once count as well.
   *
   * @returns 0 when it may go on, else ms until the next one may
   */
  take(email: string): Promise<number>;
  /** After a success the count begins anew. */
  forget(email: string): Promise<void>;
}

const toKey = (email: string) => createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');

/** @param now Ms since the epoch. */
export function createSignInAttempts({ db, now }: { db: Kysely<Database>; now: () => number }): SignInAttempts {
  return {
    async take(email) {
      const at = new Date(now()).toISOString();
      const expiresAt = new Date(now() + WINDOW_MS).toISOString();
      await db.deleteFrom('signInAttempts').where('expiresAt', '<=', at).execute();
      const row = await db
        .insertInto('signInAttempts')
        .values({ key: toKey(email), count: 1, expiresAt })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((eb) => ({ count: eb('signInAttempts.count', '+', 1) })),
        )
        .returning(['count', 'expiresAt'])
        .executeTakeFirstOrThrow();
      return row.count > MOST ? Math.max(1, Date.parse(row.expiresAt) - now()) : 0;
    },

    async forget(email) {
      await db.deleteFrom('signInAttempts').where('key', '=', toKey(email)).execute();
    },
  };
}
