import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.ts';
import type { ProfileReader } from './profile-routes.ts';

export function createProfileReader(db: Kysely<Database>): ProfileReader {
  return {
    async profile(userId) {
      const user = await db
        .selectFrom('users')
        .select(['name', 'lastName', 'email'])
        .where('id', '=', userId)
        .executeTakeFirst();
      return { name: [user?.name, user?.lastName].filter(Boolean).join(' '), email: String(user?.email ?? '') };
    },

    // An extension signs in at least once in the life of a token, so this is no older than that while it works.
    async extensionSeenAt(userId) {
      const entry = await db
        .selectFrom('auditLog')
        .select('at')
        .where('userId', '=', userId)
        .where('action', '=', 'sign-in')
        .where('client', '=', 'extension')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return entry?.at ?? null;
    },
  };
}
