import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Row } from '../../../server/store/tables.ts';
import { openRig, PEOPLE_MS, type Person, type Rig } from './access-rig.ts';
import { databaseKind } from './test-database.ts';

/** Users of a case; the last three of its five have their manager, owner and level from chance. */
const USERS = 5;

interface Case {
  /** Manager of each user, by index; none when null. Circles happen. */
  managers: (number | null)[];
  levels: number[];
  gone: boolean[];
  accounts: {
    owners: (number | null)[];
    level: number;
    isPublic: boolean;
    maker: number | null;
    further: number | null;
  }[];
  /** A record of one kind: its owner and the company it hangs on, by index. */
  records: { kind: number; owner: number | null; account: number; level: number }[];
}

const index = fc.nat({ max: USERS - 1 });
const maybe = fc.option(index, { freq: 3 });
const cases: fc.Arbitrary<Case> = fc.record({
  managers: fc.array(maybe, { minLength: USERS, maxLength: USERS }),
  levels: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: USERS, maxLength: USERS }),
  gone: fc.array(fc.boolean(), { minLength: USERS, maxLength: USERS }),
  accounts: fc.array(
    fc.record({
      owners: fc.array(maybe, { minLength: 5, maxLength: 5 }),
      level: fc.integer({ min: 1, max: 4 }),
      isPublic: fc.boolean(),
      maker: maybe,
      further: maybe,
    }),
    { minLength: 3, maxLength: 5 },
  ),
  records: fc.array(
    fc.record({
      kind: fc.nat({ max: 3 }),
      owner: maybe,
      account: fc.nat({ max: 2 }),
      level: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 4, maxLength: 8 },
  ),
});

/** The rule in the plainest words, beside the conditions it tests. */
function oracle(given: Case, viewer: number) {
  const isBelow = (user: number | null): boolean => {
    const seen = new Set<number>();
    for (let at = user; at !== null && !seen.has(at); at = given.managers[at] ?? null) {
      if (at === viewer) return true;
      seen.add(at);
    }
    return false;
  };
  const level = given.levels[viewer] ?? 0;
  const seesAccount = (place: number): boolean => {
    const account = given.accounts[place];
    if (!account) return false;
    const owners = [...account.owners, account.maker, account.further];
    if (account.isPublic || owners.includes(viewer)) return true;
    if (account.level > level) return false;
    return owners.some(isBelow) || account.owners.every((owner) => owner === null);
  };
  return {
    seesAccount,
    seesRecord({ kind, owner, account, level: needed }: Case['records'][number]): boolean {
      if (owner === viewer) return true;
      // E-mails have no level.
      if (kind !== 3 && needed > level) return false;
      return isBelow(owner) || seesAccount(account);
    },
  };
}

const kinds = ['contacts', 'opportunities', 'activities', 'emails'] as const;
const accountColumn = ['accountId', 'accountId1', 'accountId', 'accountId'] as const;

let rig: Rig;
let people: Person[];
let viewer: Person;

beforeAll(async () => {
  rig = await openRig({ sample: false }, 'file');
  people = [];
  for (let place = 0; place < USERS; place += 1) people.push(await rig.addPerson(`user${place}`));
  viewer = people[0] as Person;
}, PEOPLE_MS);

/** Puts a case into the database, in place of the one before. */
async function store(given: Case) {
  const { db, records } = rig;
  const idOf = (place: number | null) => (place === null ? null : (people[place]?.id ?? null));
  for (const table of ['entityOwners', 'emails', 'activities', 'opportunities', 'contacts'] as const) {
    await db.deleteFrom(table).execute();
  }
  await db.deleteFrom('accounts').execute();
  for (const [place, person] of people.entries()) {
    const isGone = place > 0 && given.gone[place];
    await db
      .updateTable('users')
      .set({ managerId: idOf(given.managers[place] ?? null), level: given.levels[place] ?? 1, deleted: isGone ? 1 : 0 })
      .where('id', '=', person.id)
      .execute();
  }
  const accounts: number[] = [];
  for (const [place, account] of given.accounts.entries()) {
    const owners = Object.fromEntries(account.owners.map((owner, at) => [`salesRepId${at + 1}`, idOf(owner)]));
    const row = { name: `Works ${place}`, permissionLevel: account.level, public: account.isPublic ? 1 : 0, ...owners };
    const { id } = await records.insert('accounts', row, idOf(account.maker));
    accounts.push(id);
    if (account.further === null) continue;
    await records.insert('entityOwners', { entityTypeId: 2, entityId: id, salesRepId: idOf(account.further) }, null);
  }
  const made: number[] = [];
  for (const { kind, owner, account, level } of given.records) {
    const table = kinds[kind] ?? 'contacts';
    const row: Row = { salesRepId: idOf(owner), [accountColumn[kind] ?? 'accountId']: accounts[account] ?? null };
    if (table !== 'emails') row.permissionLevel = level;
    if (table === 'contacts') Object.assign(row, { firstName: 'Secret', lastName: 'Person' });
    if (table === 'emails')
      Object.assign(row, {
        subject: 'x',
        body: 'x',
        emailFrom: 'a@b.example',
        emailTo: 'c@d.example',
        type: 0,
        date: '2026-05-01T08:00:00.000Z',
      });
    made.push((await records.insert(table, row, null)).id);
  }
  return { accounts, made };
}

it('no path tells of a record the rule denies, and every one tells of those it grants', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { accounts, made } = await store(given);
      const { seesAccount, seesRecord } = oracle(given, 0);
      const { client, page } = viewer;
      const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => id).sort((one, other) => one - other);
      const granted = accounts.filter((_, place) => seesAccount(place));

      expect(idsOf((await client.get('/accounts')).body)).toEqual(granted);
      expect(idsOf((await client.get('/accounts?order=name')).body)).toEqual(granted);
      expect(idsOf((await client.where('accounts', "name like 'works%' or id>0")).body)).toEqual(granted);
      expect(idsOf((await client.where('accounts', 'not (id=0)')).body)).toEqual(granted);
      const pages = await Promise.all(accounts.map((_, at) => client.get(`/accounts?page=${at}`, { Count: '1' })));
      expect(idsOf(pages.flatMap(({ body }) => body))).toEqual(granted);
      expect(await (await page('/companies')).text()).toContain(
        granted.length === 1 ? '1 company' : `${granted.length} companies`,
      );
      for (const id of accounts) {
        const status = granted.includes(id) ? 200 : 400;
        expect((await client.get(`/accounts/${id}`)).status).toBe(status);
        expect((await client.get(`/accounts/${id}/documents`)).status).toBe(status);
        expect((await page(`/companies/${id}`)).status).toBe(status === 200 ? 200 : 404);
      }

      for (const [kind, resource] of kinds.entries()) {
        const column = accountColumn[kind] ?? 'accountId';
        const wanted = given.records.flatMap((record, at) =>
          record.kind === kind && seesRecord(record)
            ? [{ id: Number(made[at]), account: Number(accounts[record.account]) }]
            : [],
        );
        const { body } = await client.get(`/${resource}?order=${column}`);
        expect(idsOf(body)).toEqual(idsOf(wanted));
        for (const row of body) {
          const account = wanted.find(({ id }) => id === row.id)?.account ?? 0;
          const read = typeof row[column] === 'object' ? (row[column]?.id ?? null) : row[column];
          expect(read).toBe(granted.includes(account) ? account : null);
        }
        for (const id of accounts) {
          const hanging = granted.includes(id) ? wanted.filter(({ account }) => account === id) : [];
          expect(idsOf((await client.where(resource, `${column}=${id}`)).body)).toEqual(idsOf(hanging));
        }
      }
      const { body: hierarchy } = await client.get(`/users/${viewer.id}/hierarchy`);
      expect(JSON.stringify(hierarchy)).not.toContain('Works');
    }),
    { numRuns: databaseKind === 'postgres' ? 12 : 40, seed: 20260501 },
  );
}, 240_000);
