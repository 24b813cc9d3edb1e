import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { once } from '../store/instance-facts.ts';
import { createRecords } from '../store/records.ts';
import type { Database } from '../store/tables.ts';
import { addSampleCalendar, type SamplePeople } from './add-sample-calendar.ts';
import { type AddedUser, insertUser } from './add-user.ts';
import { sampleCompanies, sampleUsers } from './sample-data.ts';

const sampleSchema = z.object({
  users: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      email: z.string(),
      key: z.object({ publicKey: z.string(), privateKey: z.string() }),
      password: z.string(),
    }),
  ),
});

/** Users of the sample with what they sign in with. */
export type Sample = z.infer<typeof sampleSchema>;

/**
 * Adds the sample once and answers its users. The secrets are random, so that a server with a sample has none that everybody
 * knows; they are kept in `sample.json` of the data folder, readable by its owner only. Undefined where there is no sample,
 * and where another data folder has the file.
 */
export async function addSample(deps: {
  db: Kysely<Database>;
  dataDir: string;
  now: () => number;
  create: boolean;
}): Promise<Sample | undefined> {
  const { db, now } = deps;
  const file = join(deps.dataDir, 'sample.json');
  const kept = await readSample(db, file);
  if (kept || !deps.create) return kept;

  await once(db, 'sample', async (within) => {
    const sample: Sample = { users: await insertSample(within, now) };
    // Before the end of the transaction: nobody may find the sample and not its secrets.
    await writeFile(file, `${JSON.stringify(sample, null, 2)}\n`, { mode: 0o600 });
  });
  return readSample(db, file);
}

/** The users of the file, if they are of this database and not of another that used the folder before. */
async function readSample(db: Kysely<Database>, file: string): Promise<Sample | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const sample = sampleSchema.parse(JSON.parse(text));
  const keys = sample.users.map(({ key }) => key.publicKey);
  const known = await db.selectFrom('apiKeys').select('publicKey').where('publicKey', 'in', keys).execute();
  return known.length > 0 ? sample : undefined;
}

async function insertSample(db: Kysely<Database>, now: () => number): Promise<AddedUser[]> {
  const users: AddedUser[] = [];
  for (const { manager, ...user } of sampleUsers) {
    users.push(
      await insertUser(db, { ...user, managerId: manager === null ? null : (users[manager]?.id ?? null) }, now),
    );
  }
  const countries = await db.selectFrom('countries').select(['id', 'iso2']).execute();
  const records = createRecords(db, now);
  const companies: SamplePeople['companies'][number][] = [];
  for (const company of sampleCompanies) {
    const owner = users[company.owner]?.id ?? null;
    const countryId = Number(countries.find(({ iso2 }) => iso2 === company.country)?.id ?? 1);
    const access = { permissionLevel: 2, readOnly: 0, marketingCommunications: 0 };
    const { id: accountId } = await records.insert(
      'accounts',
      {
        ...access,
        name: company.name,
        typeId: 1,
        statusId: 1,
        branchId: 1,
        countryId,
        salesRepId1: owner,
        email: `info@${company.domain}`,
        website: `https://www.${company.domain}`,
        phone: company.phone,
        address1: company.address,
        city: company.city,
        postcode: company.postcode,
        public: company.isPrivate ? 0 : 1,
        geocoded: 0,
      },
      owner,
    );
    const contactIds: number[] = [];
    for (const { phone, email2 = null, ...person } of company.people) {
      const row = { ...access, ...person, email2, phone1: phone, accountId, salesRepId: owner, countryId };
      const { id } = await records.insert('contacts', { ...row, UseCompanyAddress: 1 }, owner);
      contactIds.push(id);
    }
    companies.push({ accountId, contactIds });
  }
  await addSampleCalendar(records, { userIds: users.map(({ id }) => id), companies }, now);
  return users;
}
