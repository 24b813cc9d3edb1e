import type { Table } from 'dexie';
import type { DirectoryLookup, DirectoryMatch } from '../model/directory.ts';
import {
  type DirectoryPart,
  type DirectoryRow,
  type DirectoryStore,
  directoryStateSchema,
} from '../model/directory-store.ts';
import type { QueueDatabase } from './database.ts';
import type { CompanyRow } from './rows.ts';
import { noteTrouble } from './troubles.ts';

/** {@link DirectoryStore} over the database: each method one transaction, the state written last within it. */
export function createDirectoryStore(db: QueueDatabase, now: () => number): DirectoryStore {
  const table = (part: DirectoryPart) =>
    db.table(part) as Table<DirectoryRow[DirectoryPart] & { round: number }, number>;

  return {
    async readState(part) {
      const row = await db.cursors.get(part);
      if (!row) return null;
      const parsed = directoryStateSchema.safeParse(row.state);
      if (parsed.success) return parsed.data;
      // A full read repairs it; the row itself stays until that read writes its own.
      await noteTrouble(db, { kind: 'bad-row', what: `cursors/${part}` }, now());
      return null;
    },

    savePage(part, page, state) {
      return db.transaction('rw', table(part), db.cursors, async () => {
        const changed: readonly DirectoryRow[DirectoryPart][] = page.changed;
        await table(part).bulkPut(changed.map((row) => ({ ...row, round: state.round })));
        await table(part).bulkDelete([...page.removed]);
        await db.cursors.put({ id: part, state });
      });
    },

    finishFullRead(part, state) {
      return db.transaction('rw', table(part), db.cursors, async () => {
        await table(part).where('round').notEqual(state.round).delete();
        await db.cursors.put({ id: part, state });
      });
    },

    clear() {
      return db.transaction('rw', db.companies, db.contacts, db.cursors, async () => {
        await Promise.all([db.companies.clear(), db.contacts.clear(), db.cursors.clear()]);
      });
    },
  };
}

/** {@link DirectoryLookup} by the indexes of addresses and domains: a few rows are read, whatever the directory's size. */
export function createDirectoryLookup(db: QueueDatabase): DirectoryLookup {
  return {
    lookup({ emails, domains }) {
      return db.transaction('r', db.companies, db.contacts, async () => {
        const [contacts, companiesByEmail, companiesByDomain] = await Promise.all([
          readByKeys(db.contacts, 'emails', emails, (contact) => contact.contactId),
          readByKeys(db.companies, 'emails', emails, (company) => company.accountId),
          readByKeys(db.companies, 'domains', domains, (company) => company.accountId),
        ]);
        const employers = await db.companies.bulkGet([...new Set(contacts.map((contact) => contact.accountId))]);
        const companyNames = new Map(employers.flatMap((row) => (row ? [[row.accountId, row.name] as const] : [])));

        const byEmail = new Map<string, DirectoryMatch[]>();
        for (const contact of contacts) {
          addMatch(byEmail, emails, contact.emails, {
            accountId: contact.accountId,
            accountName: companyNames.get(contact.accountId) ?? '',
            contactId: contact.contactId,
            contactName: contact.name,
          });
        }
        for (const company of companiesByEmail) addMatch(byEmail, emails, company.emails, toMatch(company));

        const byDomain = new Map<string, DirectoryMatch[]>();
        for (const company of companiesByDomain) addMatch(byDomain, domains, company.domains, toMatch(company));
        return { byEmail, byDomain };
      });
    },
  };
}

/**
 * Rows under any of these keys of a multi-entry index, each once. One request for each key and all at the same time: a
 * cursor over many keys goes to the database and back for every one of them.
 */
async function readByKeys<T>(
  table: Table<T, number>,
  index: 'emails' | 'domains',
  keys: readonly string[],
  idOf: (row: T) => number,
): Promise<T[]> {
  const found = await Promise.all(keys.map((key) => table.where(index).equals(key).toArray()));
  return [...new Map(found.flat().map((row) => [idOf(row), row])).values()];
}

function toMatch(company: CompanyRow): DirectoryMatch {
  return { accountId: company.accountId, accountName: company.name };
}

function addMatch(
  answers: Map<string, DirectoryMatch[]>,
  asked: readonly string[],
  keys: readonly string[],
  match: DirectoryMatch,
): void {
  for (const key of new Set(keys)) {
    if (!asked.includes(key)) continue;
    const matches = answers.get(key);
    if (matches) matches.push(match);
    else answers.set(key, [match]);
  }
}
