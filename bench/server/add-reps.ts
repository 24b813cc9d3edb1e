import { startServer } from '../../server/start-server.ts';
import { createKeys } from '../../server/store/keys.ts';
import { type DatabasePlace, openDatabase } from '../../server/store/open-database.ts';
import { createRecords } from '../../server/store/records.ts';
import type { Rep } from './order-reps.ts';

/** Makes a tenant of teams: reps under ten managers, each rep with a company and contacts. */
export async function addReps(
  place: DatabasePlace,
  counts: { reps: number; contactsEach: number },
): Promise<{ reps: Rep[]; contacts: number }> {
  const server = await startServer({ ...place, sample: true });
  await server.close();
  const db = await openDatabase(place);
  try {
    const records = createRecords(db, Date.now);
    const keys = createKeys(db);
    const addUser = async (name: string, managerId: number, level: number) => {
      const email = `${name}@northside.example`;
      const row = { name, lastName: 'Rep', email, isActive: 1, level, managerId };
      return (await records.insert('users', row, null)).id;
    };
    const managers: number[] = [];
    for (let index = 0; index < 10; index += 1) managers.push(await addUser(`manager${index}`, 1, 4));
    const reps: Rep[] = [];
    for (let index = 0; index < counts.reps; index += 1) {
      const userId = await addUser(`rep${index}`, managers[index % managers.length] ?? 1, 3);
      reps.push({ userId, ...(await keys.addKey(userId)) });
      const company = { name: `Works ${index}`, salesRepId1: userId, branchId: 1, permissionLevel: 3 };
      const { id: accountId } = await records.insert('accounts', company, userId);
      for (let each = 0; each < counts.contactsEach; each += 1) {
        const person = { firstName: 'Elsa', lastName: `Berg ${each}`, email: `elsa${each}@works${index}.example` };
        await records.insert('contacts', { ...person, accountId, salesRepId: userId, permissionLevel: 3 }, userId);
      }
    }
    const { contacts } = await db
      .selectFrom('contacts')
      .select((eb) => eb.fn.max<number>('id').as('contacts'))
      .executeTakeFirstOrThrow();
    return { reps, contacts: Number(contacts) };
  } finally {
    await db.destroy();
  }
}
