import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { createAuditLog } from '../access/audit-log.ts';
import { defaultLevel, findUserId } from '../access/manage-access.ts';
import { atTerminal } from '../access/who.ts';
import { createKeys, type KeyPair } from '../store/keys.ts';
import { type DatabasePlace, openDatabase } from '../store/open-database.ts';
import { createRecords } from '../store/records.ts';
import type { Database } from '../store/tables.ts';
import { addTenantDefaults } from './tenant-defaults.ts';

export interface NewUser {
  name: string;
  lastName: string;
  email: string;
  managerId: number | null;
  /** 1 to 5, which is an administrator. */
  level: number;
}

export interface AddedUser {
  id: number;
  name: string;
  email: string;
  key: KeyPair;
  password: string;
}

/** A user with a key pair of their own and a password for the web pages, both random. */
export async function insertUser(db: Kysely<Database>, user: NewUser, now: () => number): Promise<AddedUser> {
  const nic = user.email.split('@')[0] ?? '';
  const audit = createAuditLog(db, now);
  const { id } = await createRecords(db, now, audit.witness(atTerminal)).insert(
    'users',
    {
      ...user,
      nic,
      isActive: 1,
      branches: 1,
      userTypeId: 1,
      branchRestriction: 0,
      locale: 'en-GB',
      dbLanguage: 'EN',
      uiLanguage: 'EN',
      billable: 1,
      computeSfm: 1,
      lastPasswordChangeDate: new Date(now()).toISOString(),
    },
    null,
  );
  await db
    .insertInto('userRoles')
    .values({ userId: id, roleId: user.managerId === null ? 2 : 1 })
    .execute();
  const keys = createKeys(db);
  const password = randomBytes(12).toString('base64url');
  const key = await keys.addKey(id);
  await keys.setPassword(id, password);
  await audit.write({ ...atTerminal, credential: key.publicKey }, { action: 'add-key', table: 'users', recordId: id });
  await audit.write(atTerminal, { action: 'set-password', table: 'users', recordId: id });
  return { id, name: `${user.name} ${user.lastName}`.trim(), email: user.email, key, password };
}

/**
 * Adds a user to a database, also while a server runs on it.
 *
 * @param level The first user is an administrator unless told.
 * @param manager Address of a user.
 */
export async function addUser(
  place: DatabasePlace,
  {
    name,
    email,
    level,
    manager,
  }: { name: string; email: string; level?: number | undefined; manager?: string | undefined },
  timeZone?: string,
): Promise<{ user: { name: string; email: string }; key: KeyPair; password: string }> {
  await mkdir(place.dataDir, { recursive: true, mode: 0o700 });
  const db = await openDatabase(place);
  try {
    await addTenantDefaults(db, Date.now, timeZone);
    const [first = '', ...rest] = name.split(/\s+/u);
    const taken = await db
      .selectFrom('users')
      .select('id')
      .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email.toLowerCase()))
      .executeTakeFirst();
    if (taken) throw new Error('There is a user with this address already.');
    const user: NewUser = {
      name: first,
      lastName: rest.join(' '),
      email,
      managerId: manager === undefined ? null : await findUserId(db, manager),
      level: level ?? (await defaultLevel(db)),
    };
    const added = await insertUser(db, user, Date.now);
    return { user: added, key: added.key, password: added.password };
  } finally {
    await db.destroy();
  }
}
