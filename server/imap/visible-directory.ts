import type { DirectoryAnswers, DirectoryLookup, DirectoryMatch } from '../../utils/model/directory.ts';
import type { Records } from '../store/records.ts';
import type { Row } from '../store/tables.ts';
import type { Candidate, DirectoryIndex } from './directory-index.ts';

/**
 * The directory as one user sees it: what the user's own API would not list leads nowhere, as it does for the extension.
 *
 * @param records As the user sees them.
 */
export function createVisibleDirectory(index: DirectoryIndex, records: Pick<Records, 'byIds'>): DirectoryLookup {
  async function visible(table: 'accounts' | 'contacts', ids: readonly (number | undefined)[]) {
    const rows = await records.byIds(table, [...new Set(ids.filter((id) => id !== undefined))]);
    return new Map(rows.filter(({ deleted }) => deleted !== 1).map((row) => [Number(row.id), row]));
  }

  return {
    async lookup({ emails, domains }) {
      await index.refresh();
      const byEmail = new Map(emails.map((key) => [key, index.byEmail(key)] as const));
      const byDomain = new Map(domains.map((key) => [key, index.byDomain(key)] as const));
      const all = [...byEmail.values(), ...byDomain.values()].flat();
      if (all.length === 0) return { byEmail: new Map(), byDomain: new Map() };
      const companies = await visible(
        'accounts',
        all.map(({ accountId }) => accountId),
      );
      const people = await visible(
        'contacts',
        all.map(({ contactId }) => contactId),
      );

      const toMatches = ({ accountId, contactId }: Candidate): DirectoryMatch[] => {
        const company = companies.get(accountId);
        const person = contactId === undefined ? undefined : people.get(contactId);
        if (!company || (contactId !== undefined && !person)) return [];
        const match = { accountId, accountName: String(company.name ?? '') };
        return [person && contactId !== undefined ? { ...match, contactId, contactName: toName(person) } : match];
      };
      const answer = (found: ReadonlyMap<string, readonly Candidate[]>): DirectoryAnswers['byEmail'] =>
        new Map([...found].map(([key, candidates]) => [key, candidates.flatMap(toMatches)]));
      return { byEmail: answer(byEmail), byDomain: answer(byDomain) };
    },
  };
}

const toName = (person: Row) => [person.firstName, person.lastName].filter(Boolean).join(' ');
