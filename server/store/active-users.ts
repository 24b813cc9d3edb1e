import type { Kysely } from 'kysely';
import type { Database } from './tables.ts';

/** A query of the users who can sign in. */
export const activeUsers = (db: Kysely<Database>) =>
  db.selectFrom('users').where('isActive', '=', 1).where('deleted', '=', 0);
