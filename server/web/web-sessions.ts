import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Database } from '../store/tables.ts';

export interface WebSession {
  id: number;
  userId: number;
  /** Sent back by every form, so that no other site can post in the user's name. */
  formToken: string;
}

/** A session with the token the browser is to keep from now on. */
export interface StartedSession extends WebSession {
  token: string;
}

/** Who is signed in to the pages, kept in the database, so that every process on it knows, and a restart signs nobody out. */
export interface WebSessions {
  start(userId: number): Promise<StartedSession>;
  /** The session of a token; with `token` when the browser is to keep a new one. */
  find(token: string): Promise<(WebSession & { token?: string }) | undefined>;
  end(id: number): Promise<void>;
  /** Signs the user out in every browser. */
  endAllOf(userId: number): Promise<void>;
}

type Row = Selectable<Database['webSessions']>;

const LIFE_MS = 12 * 3_600_000;
/** A token that was copied is good for this long at most while its owner goes on. */
const ROTATE_AFTER_MS = 3_600_000;
/** How long requests that left with the token before are still answered. */
const OVERLAP_MS = 60_000;

const secret = () => randomBytes(24).toString('base64url');
const toHash = (token: string) => createHash('sha256').update(token).digest('base64url');
const toSession = ({ id, userId, formToken }: Row): WebSession => ({ id, userId, formToken });

/** @param now Ms since the epoch. */
export function createWebSessions({ db, now }: { db: Kysely<Database>; now: () => number }): WebSessions {
  const moment = (inMs = 0) => new Date(now() + inMs).toISOString();
  const remove = (id: number) => db.deleteFrom('webSessions').where('id', '=', id).execute();

  /** Of requests at the same moment one changes the token; the others go on with theirs, which is then the one before. */
  async function rotate(row: Row): Promise<WebSession & { token?: string }> {
    const token = secret();
    const { numUpdatedRows } = await db
      .updateTable('webSessions')
      .set({ tokenHash: toHash(token), previousHash: row.tokenHash, previousUntil: null, rotatedAt: moment() })
      .where('id', '=', row.id)
      .where('tokenHash', '=', row.tokenHash)
      .executeTakeFirst();
    return numUpdatedRows > 0n ? { ...toSession(row), token } : toSession(row);
  }

  /** The new token has arrived: from now on the time of the one before it runs out. */
  const endPrevious = (row: Row) =>
    db
      .updateTable('webSessions')
      .set({ previousUntil: moment(OVERLAP_MS) })
      .where('id', '=', row.id)
      .where('tokenHash', '=', row.tokenHash)
      .where('previousUntil', 'is', null)
      .execute();

  return {
    async start(userId) {
      await db.deleteFrom('webSessions').where('expiresAt', '<=', moment()).execute();
      const [token, formToken] = [secret(), secret()];
      const { id } = await db
        .insertInto('webSessions')
        .values({
          userId,
          tokenHash: toHash(token),
          previousHash: null,
          previousUntil: null,
          formToken,
          rotatedAt: moment(),
          expiresAt: moment(LIFE_MS),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { id, userId, formToken, token };
    },

    async find(token) {
      const hash = toHash(token);
      const row = await db
        .selectFrom('webSessions')
        .selectAll()
        .where((eb) => eb.or([eb('tokenHash', '=', hash), eb('previousHash', '=', hash)]))
        .where('expiresAt', '>', moment())
        .executeTakeFirst();
      if (!row) return undefined;
      if (row.tokenHash === hash) {
        if (row.previousHash !== null && row.previousUntil === null) await endPrevious(row);
        return row.rotatedAt <= moment(-ROTATE_AFTER_MS) ? rotate(row) : toSession(row);
      }
      if (row.previousUntil === null || row.previousUntil > moment()) return toSession(row);
      // Two browsers hold one session, and one of them copied it. Which, nobody can tell.
      await remove(row.id);
      return undefined;
    },

    async end(id) {
      await remove(id);
    },

    async endAllOf(userId) {
      await db.deleteFrom('webSessions').where('userId', '=', userId).execute();
    },
  };
}
