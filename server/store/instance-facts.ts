import type { Kysely } from 'kysely';
import type { Database } from './tables.ts';

/**
 * Does something once in the life of a database, however many processes start on it at the same moment: one does it, the
 * others wait for its end. What fails is undone and may be tried again.
 *
 * @param name what was done, for good
 * @param run works within the transaction that notes it
 * @returns whether it was done now
 */
export async function once(
  db: Kysely<Database>,
  name: string,
  run: (within: Kysely<Database>) => Promise<void>,
): Promise<boolean> {
  if ((await readFact(db, name)) !== undefined) return false;
  return db.transaction().execute(async (within) => {
    if (!(await addFact(within, name, ''))) return false;
    await run(within);
    return true;
  });
}

/** A value made by whichever process comes first and the same for all ever after. */
export async function agreeOn(db: Kysely<Database>, name: string, make: () => string): Promise<string> {
  const known = await readFact(db, name);
  if (known !== undefined) return known;
  const fresh = make();
  if (await addFact(db, name, fresh)) return fresh;
  const theirs = await readFact(db, name);
  if (theirs === undefined) throw new Error(`the database lost "${name}"`);
  return theirs;
}

async function readFact(db: Kysely<Database>, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('instanceFacts').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

/** False when it is there already. An insert of the same name elsewhere that is not committed yet is waited for. */
async function addFact(db: Kysely<Database>, name: string, value: string): Promise<boolean> {
  const added = await db
    .insertInto('instanceFacts')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('name')
    .executeTakeFirst();
  return added !== undefined;
}
