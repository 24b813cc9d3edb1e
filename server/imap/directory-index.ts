import type { Kysely } from 'kysely';
import { toCompany, toContact } from '../../utils/crm/to-directory.ts';
import type { Account } from '../../utils/crm/wire/account.ts';
import type { ContactRecord } from '../../utils/crm/wire/contact.ts';
import { toIndexedCompany, toIndexedContact } from '../../utils/directory/directory-keys.ts';
import { lastChangeId, readChanges } from '../store/changes.ts';
import type { Database, Row } from '../store/tables.ts';

/** A record somebody's address or domain leads to. */
export interface Candidate {
  accountId: number;
  /** Absent where the company itself is meant. */
  contactId?: number;
}

type Part = 'accounts' | 'contacts';

/** Rows read at once. */
const PAGE = 1_000;
const COLUMNS = {
  accounts: ['id', 'name', 'email', 'website', 'deleted'],
  contacts: ['id', 'firstName', 'lastName', 'accountId', 'email', 'email2', 'email3', 'deleted'],
} as const;

/** Who is in the CRM, by the keys a decision asks for. Nothing of what a user may see is known here. */
export interface DirectoryIndex {
  /** Brings it up to date with what is committed. */
  refresh(): Promise<void>;
  byEmail(key: string): readonly Candidate[];
  byDomain(key: string): readonly Candidate[];
}

/**
 * The index of a process, shared by all its mailboxes: filled when it is first asked, and then kept by the log of changes,
 * so that a contact made a moment ago counts. Addresses are kept in the form the extension's directory has them.
 */
export function createDirectoryIndex(db: Kysely<Database>): DirectoryIndex {
  const indexes = {
    email: new Map<string, Map<string, Candidate>>(),
    domain: new Map<string, Map<string, Candidate>>(),
  };
  /** Keys of each record, to take it out again. */
  const keysOf = new Map<string, { email: readonly string[]; domain: readonly string[] }>();
  let known: number | undefined;
  let running: Promise<void> = Promise.resolve();

  function drop(name: string): void {
    const keys = keysOf.get(name);
    if (!keys) return;
    for (const kind of ['email', 'domain'] as const) {
      for (const key of keys[kind]) {
        const found = indexes[kind].get(key);
        found?.delete(name);
        if (found?.size === 0) indexes[kind].delete(key);
      }
    }
    keysOf.delete(name);
  }

  function take(part: Part, row: Row): void {
    const name = `${part}/${row.id}`;
    drop(name);
    const entry = row.deleted === 1 ? undefined : toEntry(part, row);
    if (!entry || entry.email.length + entry.domain.length === 0) return;
    for (const kind of ['email', 'domain'] as const) {
      for (const key of entry[kind]) {
        const found = indexes[kind].get(key) ?? new Map<string, Candidate>();
        indexes[kind].set(key, found.set(name, entry.candidate));
      }
    }
    keysOf.set(name, { email: entry.email, domain: entry.domain });
  }

  async function fill(): Promise<void> {
    known = undefined;
    for (const map of [indexes.email, indexes.domain, keysOf]) map.clear();
    const upTo = await lastChangeId(db);
    for (const part of ['accounts', 'contacts'] as const) {
      let after = 0;
      for (;;) {
        const rows = await select(part).where('id', '>', after).orderBy('id').limit(PAGE).execute();
        for (const row of rows) take(part, row as Row);
        if (rows.length < PAGE) break;
        after = Number(rows.at(-1)?.id);
      }
    }
    known = upTo;
  }

  const select = (part: Part) =>
    (db as unknown as Kysely<Record<Part, Row>>).selectFrom(part).select([...COLUMNS[part]]);

  async function follow(): Promise<void> {
    if (known === undefined) return fill();
    while ((await lastChangeId(db)) > known) {
      const changes = await readChanges(db, { after: known, limit: PAGE });
      // Older changes are no longer kept.
      if (changes[0]?.id !== known + 1) return fill();
      for (const part of ['accounts', 'contacts'] as const) {
        const ids = [...new Set(changes.filter(({ table }) => table === part).map(({ recordId }) => recordId))];
        if (ids.length === 0) continue;
        for (const row of await select(part).where('id', 'in', ids).execute()) take(part, row as Row);
      }
      known = changes.at(-1)?.id ?? known;
    }
  }

  const read = (kind: 'email' | 'domain') => (key: string) => [...(indexes[kind].get(key)?.values() ?? [])];
  return {
    refresh() {
      running = running.then(follow, follow);
      return running;
    },
    byEmail: read('email'),
    byDomain: read('domain'),
  };
}

/** The columns have the names and shapes of the API's fields, so the client's own reading of them serves. */
function toEntry(part: Part, row: Row) {
  if (part === 'accounts') {
    const company = toIndexedCompany(toCompany(row as unknown as Account));
    return { candidate: { accountId: company.accountId }, email: company.emails, domain: company.domains };
  }
  const contact = toContact(row as unknown as ContactRecord);
  if (!contact) return undefined;
  const { accountId, contactId, emails } = toIndexedContact(contact);
  return { candidate: { accountId, contactId }, email: emails, domain: [] };
}
