import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';

/** Users of this level are administrators. */
export const ADMINISTRATOR_LEVEL = 5;

/** A user as the rules of access need to know them. */
export interface Viewer {
  userId: number;
  /** 1 to 5. */
  level: number;
  isAdministrator: boolean;
  /** Sees and changes every record: an administrator, or anybody where the hierarchy is ignored. */
  seesAll: boolean;
  /** Whether anybody has this user as manager. */
  leads: boolean;
  /** The one branch whose companies and opportunities this user may see; null for all. */
  onlyBranch: number | null;
}

/**
 * The user as they stand now. It is read for each request, so that what an administrator takes away ends at once, in every
 * process.
 *
 * @param publicKey The key the user came with, if it was one: it must still be theirs.
 * @returns undefined when the user was deleted or may not sign in, or the key was revoked.
 */
export async function findViewer(
  db: Kysely<Database>,
  choices: Pick<V4Choices, 'hierarchy'>,
  { userId, publicKey }: { userId: number; publicKey?: string },
): Promise<Viewer | undefined> {
  const user = await db
    .selectFrom('users')
    .select(['level', 'branches', 'branchRestriction'])
    .select((eb) =>
      eb
        .selectFrom('users as below')
        .select('below.id')
        .whereRef('below.managerId', '=', 'users.id')
        .limit(1)
        .as('below'),
    )
    .where('id', '=', userId)
    .where('isActive', '=', 1)
    .where('deleted', '=', 0)
    .$if(publicKey !== undefined, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('apiKeys')
            .select(sql`1`.as('one'))
            .where('publicKey', '=', publicKey ?? '')
            .where('apiKeys.userId', '=', userId)
            .where('revokedAt', 'is', null),
        ),
      ),
    )
    .executeTakeFirst();
  if (!user) return undefined;
  const level = Number(user.level ?? 1);
  const isAdministrator = level >= ADMINISTRATOR_LEVEL;
  return {
    userId,
    level,
    isAdministrator,
    seesAll: isAdministrator || choices.hierarchy === 'ignored',
    leads: user.below !== null,
    onlyBranch: user.branchRestriction === 1 && typeof user.branches === 'number' ? user.branches : null,
  };
}
