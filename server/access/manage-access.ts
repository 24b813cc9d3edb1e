import type { Kysely } from 'kysely';
import { activeUsers } from '../store/active-users.ts';
import { createKeys } from '../store/keys.ts';
import { type DatabasePlace, openDatabase } from '../store/open-database.ts';
import { createRecords } from '../store/records.ts';
import type { Database, Row } from '../store/tables.ts';
import { createAuditLog } from './audit-log.ts';
import { ADMINISTRATOR_LEVEL } from './viewer.ts';
import { atTerminal } from './who.ts';

/** What the terminal changes of a user; what is absent stays. */
export interface UserChange {
  email: string;
  /** 1 to 5. */
  level?: number;
  /** Address of the manager, or null for none. */
  manager?: string | null;
  isActive?: boolean;
}

/** The user with an address, whatever its case. @throws an `Error` for the person at the terminal when there is none. */
export async function findUserId(db: Kysely<Database>, email: string): Promise<number> {
  const user = await db
    .selectFrom('users')
    .select('id')
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email.toLowerCase()))
    .where('deleted', '=', 0)
    .executeTakeFirst();
  if (!user) throw new Error(`There is no user with the address ${email}.`);
  return Number(user.id);
}

/** The level of a user added without one: somebody must be the administrator. */
export async function defaultLevel(db: Kysely<Database>): Promise<number> {
  const administrator = await activeUsers(db).select('id').where('level', '>=', ADMINISTRATOR_LEVEL).executeTakeFirst();
  return administrator ? 3 : ADMINISTRATOR_LEVEL;
}

/**
 * Changes a user, also while a server runs on the same database; it holds from the next request on.
 *
 * @throws an `Error` for the person at the terminal when there is no such user or manager.
 */
export async function changeUser(place: DatabasePlace, change: UserChange): Promise<void> {
  await withDatabase(place, async (db) => {
    const id = await findUserId(db, change.email);
    const values: Row = {};
    if (change.level !== undefined) values.level = change.level;
    if (change.isActive !== undefined) values.isActive = change.isActive ? 1 : 0;
    if (change.manager !== undefined) {
      values.managerId = change.manager === null ? null : await findUserId(db, change.manager);
    }
    const audit = createAuditLog(db, Date.now);
    await createRecords(db, Date.now, audit.witness(atTerminal)).update('users', id, values, null);
  });
}

/** Ends a key, also while a server runs. @throws an `Error` for the person at the terminal when there is no such key. */
export async function revokeKey(place: DatabasePlace, publicKey: string): Promise<void> {
  await withDatabase(place, (db) =>
    db.transaction().execute(async (within) => {
      const isRevoked = await createKeys(within).revokeKey(publicKey, new Date().toISOString());
      if (!isRevoked) throw new Error('There is no such key, or it has been revoked before.');
      await createAuditLog(db, Date.now).write(
        { ...atTerminal, credential: publicKey },
        { action: 'revoke-key' },
        within,
      );
    }),
  );
}

async function withDatabase(place: DatabasePlace, run: (db: Kysely<Database>) => Promise<void>): Promise<void> {
  const db = await openDatabase(place);
  try {
    await run(db);
  } finally {
    await db.destroy();
  }
}
