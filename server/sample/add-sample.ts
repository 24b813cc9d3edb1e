import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { createRecords } from '../store/records.ts';
import type { Database } from '../store/tables.ts';
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
 * knows; they are kept in `sample.json` of the data folder, readable by its owner only.
 */
export async function addSample(deps: {
  db: Kysely<Database>;
  dataDir: string;
  now: () => number;
  create: boolean;
}): Promise<Sample | undefined> {
  const { db, now } = deps;
  const file = join(deps.dataDir, 'sample.json');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) return sampleSchema.parse(JSON.parse(kept));
  if (!deps.create) return undefined;

  const users: AddedUser[] = [];
  for (const { manager, ...user } of sampleUsers) {
    users.push(
      await insertUser(db, { ...user, managerId: manager === null ? null : (users[manager]?.id ?? null) }, now),
    );
  }
  const countries = await db.selectFrom('countries').select(['id', 'iso2']).execute();
  await createRecords(db, now).transaction(async (records) => {
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
          public: 0,
          geocoded: 0,
        },
        owner,
      );
      for (const { phone, email2 = null, ...person } of company.people) {
        const row = { ...access, ...person, email2, phone1: phone, accountId, salesRepId: owner, countryId };
        await records.insert('contacts', { ...row, UseCompanyAddress: 1 }, owner);
      }
    }
  });
  const sample: Sample = { users };
  await writeFile(file, `${JSON.stringify(sample, null, 2)}\n`, { mode: 0o600 });
  return sample;
}
