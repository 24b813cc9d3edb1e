import { describe, expect, it } from 'vitest';
import type { Company, Contact } from '../../../utils/model/directory.ts';
import type { DirectoryState } from '../../../utils/model/directory-store.ts';
import { createDirectoryLookup, createDirectoryStore } from '../../../utils/queue/directory-store.ts';
import { openDatabase } from './open-database.ts';

const fakeState = (overrides: Partial<DirectoryState> = {}): DirectoryState => ({
  source: 'https://crm.example.test rep@own.example',
  round: 1,
  complete: false,
  cursor: {},
  ...overrides,
});
const birch: Company = { accountId: 1, name: 'Birch', emails: ['office@birch.example'], domains: ['birch.example'] };
const omar: Contact = {
  contactId: 10,
  name: 'Omar',
  accountId: 1,
  emails: ['omar@birch.example', 'omar@home.example'],
};

function setUp() {
  const db = openDatabase();
  return { db, store: createDirectoryStore(db, () => 5), lookup: createDirectoryLookup(db).lookup };
}

describe('createDirectoryStore', () => {
  it('replaces rows by id, drops the removed, and remembers where it stopped', async () => {
    const { db, store } = setUp();
    await store.savePage('companies', { changed: [birch, { ...birch, accountId: 2 }], removed: [] }, fakeState());
    const state = fakeState({ cursor: { since: '2026-01-01T00:00:00Z' } });
    await store.savePage('companies', { changed: [{ ...birch, name: 'Birch Ltd' }], removed: [2] }, state);
    expect(await db.companies.toArray()).toEqual([{ ...birch, name: 'Birch Ltd', round: 1 }]);
    expect(await store.readState('companies')).toEqual(state);
    expect(await store.readState('contacts')).toBeNull();
  });

  it('drops what the last full read did not see, in that part alone', async () => {
    const { db, store } = setUp();
    await store.savePage('companies', { changed: [birch], removed: [] }, fakeState());
    await store.savePage('contacts', { changed: [omar], removed: [] }, fakeState());
    await store.savePage('companies', { changed: [{ ...birch, accountId: 2 }], removed: [] }, fakeState({ round: 2 }));
    await store.finishFullRead('companies', fakeState({ round: 2, complete: true }));
    expect(await db.companies.toCollection().primaryKeys()).toEqual([2]);
    expect(await db.contacts.count()).toBe(1);
    expect(await store.readState('companies')).toMatchObject({ round: 2, complete: true });
  });

  it('forgets everything at once', async () => {
    const { db, store } = setUp();
    await store.savePage('companies', { changed: [birch], removed: [] }, fakeState());
    await store.savePage('contacts', { changed: [omar], removed: [] }, fakeState());
    await store.clear();
    expect([await db.companies.count(), await db.contacts.count(), await db.cursors.count()]).toEqual([0, 0, 0]);
  });

  it('reads anew, and says so, when the state it finds has a shape it does not know', async () => {
    const { db, store } = setUp();
    await db.table('cursors').put({ id: 'contacts', state: { round: 'many' } });
    expect(await store.readState('contacts')).toBeNull();
    expect(await db.troubles.toArray()).toMatchObject([{ kind: 'bad-row', what: 'cursors/contacts' }]);
    expect(await db.cursors.count()).toBe(1);
  });
});

describe('createDirectoryLookup', () => {
  it('finds people by each of their addresses, with the name of their company', async () => {
    const { store, lookup } = setUp();
    await store.savePage('companies', { changed: [birch], removed: [] }, fakeState());
    await store.savePage('contacts', { changed: [omar], removed: [] }, fakeState());
    const match = { accountId: 1, accountName: 'Birch', contactId: 10, contactName: 'Omar' };
    const { byEmail, byDomain } = await lookup({
      emails: ['omar@home.example', 'office@birch.example', 'no@one.example'],
      domains: ['birch.example', 'one.example'],
    });
    expect([...byEmail]).toEqual([
      ['omar@home.example', [match]],
      ['office@birch.example', [{ accountId: 1, accountName: 'Birch' }]],
    ]);
    expect([...byDomain]).toEqual([['birch.example', [{ accountId: 1, accountName: 'Birch' }]]]);
  });

  it('names a person once who is found under several of the keys', async () => {
    const { store, lookup } = setUp();
    await store.savePage('companies', { changed: [birch], removed: [] }, fakeState());
    await store.savePage('contacts', { changed: [omar], removed: [] }, fakeState());
    const { byEmail, byDomain } = await lookup({
      emails: ['omar@home.example', 'omar@birch.example'],
      domains: ['birch.example', 'birch.example'],
    });
    expect(byEmail.get('omar@home.example')).toHaveLength(1);
    expect(byEmail.get('omar@birch.example')).toHaveLength(1);
    expect(byDomain.get('birch.example')).toHaveLength(1);
  });

  it('names every company that shares an address', async () => {
    const { store, lookup } = setUp();
    const shared = [omar, { ...omar, contactId: 11, accountId: 2 }];
    await store.savePage('contacts', { changed: shared, removed: [] }, fakeState());
    const { byEmail } = await lookup({ emails: ['omar@birch.example'], domains: [] });
    expect(byEmail.get('omar@birch.example')?.map(({ accountId }) => accountId)).toEqual([1, 2]);
  });

  it('answers nothing to nothing', async () => {
    const { byEmail, byDomain } = await setUp().lookup({ emails: [], domains: [] });
    expect(byEmail.size + byDomain.size).toBe(0);
  });
});
