import type { Kysely } from 'kysely';
import { guardRecords } from '../access/guard-records.ts';
import type { Viewer } from '../access/viewer.ts';
import { visible } from '../access/visible.ts';
import type { Condition, Records } from '../store/records.ts';
import type { Cell, Database, EntityTable, Row } from '../store/tables.ts';
import { contains } from '../store/text-match.ts';
import { labelOf } from '../v4/labels.ts';
import { createMailHistory, type MailHistory } from './mail-history.ts';
import type { CompanyRow, ListPage } from './pages/companies-page.ts';
import type { CompanyView } from './pages/company-page.ts';
import type { ContactView } from './pages/contact-page.ts';
import type { ContactRow } from './pages/contacts-page.ts';

const LIST_PAGE = 50;

/** Everything the pages read. Absent records are undefined. */
export interface DirectoryViews {
  companies(query: string, page: number): Promise<ListPage<CompanyRow>>;
  contacts(query: string, page: number): Promise<ListPage<ContactRow>>;
  company(id: number, page: number): Promise<CompanyView | undefined>;
  contact(id: number, page: number): Promise<ContactView | undefined>;
  mail: MailHistory;
  userName(id: number): Promise<string>;
  firstUser(): Promise<number | undefined>;
}

const text = (cell: Cell | undefined) => (typeof cell === 'string' && cell !== '' ? cell : null);
const notDeleted: Condition = (eb) => eb('deleted', '=', 0);

/** Rows in which every word stands in one of the columns. */
function matches(query: string, columns: readonly string[]): Condition[] {
  const words = query.split(/\s+/u).filter(Boolean).slice(0, 8);
  return words.map(
    (word): Condition =>
      (eb) =>
        eb.or(columns.map((column) => contains(column, word)(eb))),
  );
}

/** @param viewer Who looks; the server itself, which sees all, when undefined. */
export function createDirectoryViews(
  db: Kysely<Database>,
  everything: Records,
  viewer: Viewer | undefined,
): DirectoryViews {
  const records = guardRecords(everything, viewer);
  const mail = createMailHistory(db, records);

  async function label(table: EntityTable, id: Cell | undefined): Promise<string | null> {
    const row = typeof id === 'number' ? await records.get(table, id) : undefined;
    return row ? labelOf(table, row) : null;
  }

  async function names(table: EntityTable, rows: Row[], column: string): Promise<Map<Cell, string>> {
    const ids = [...new Set(rows.map((row) => row[column]).filter((id) => typeof id === 'number'))];
    const found = await records.byIds(table, ids);
    return new Map(found.map((row) => [row.id ?? null, labelOf(table, row) ?? '']));
  }

  async function countsByAccount(table: 'contacts' | 'emails', ids: number[]): Promise<Map<number, number>> {
    if (ids.length === 0) return new Map();
    const condition = viewer && visible(table, viewer);
    let query = (db as unknown as Kysely<Record<string, Row>>)
      .selectFrom(table)
      .select((eb) => ['accountId', eb.fn.countAll<number>().as('count')])
      .where('accountId', 'in', ids)
      .where('deleted', '=', 0);
    if (condition) query = query.where(condition);
    const rows = await query.groupBy('accountId').execute();
    return new Map(rows.map((row) => [Number(row.accountId), Number(row.count)]));
  }

  async function toContactRows(rows: Row[]): Promise<ContactRow[]> {
    const companies = await names('accounts', rows, 'accountId');
    return rows.map((row) => {
      const accountId = Number(row.accountId);
      const company = companies.get(accountId);
      return {
        id: Number(row.id),
        name: labelOf('contacts', row) ?? '',
        email: text(row.email) ?? '',
        phone: text(row.phone1) ?? '',
        company: company === undefined ? undefined : { id: accountId, name: company },
      };
    });
  }

  return {
    mail,

    async companies(query, page) {
      const where = [notDeleted, ...matches(query, ['name', 'city', 'email', 'website'])];
      const orderBy = { column: 'name', direction: 'asc' } as const;
      const found = await records.list('accounts', { where, orderBy, offset: page * LIST_PAGE, limit: LIST_PAGE });
      const ids = found.map((row) => Number(row.id));
      const owners = await names('users', found, 'salesRepId1');
      const contacts = await countsByAccount('contacts', ids);
      const emails = await countsByAccount('emails', ids);
      const rows = found.map((row) => ({
        id: Number(row.id),
        name: String(row.name),
        city: text(row.city) ?? '',
        owner: owners.get(row.salesRepId1 ?? null) ?? '',
        contacts: contacts.get(Number(row.id)) ?? 0,
        emails: emails.get(Number(row.id)) ?? 0,
      }));
      return { rows, total: await records.count('accounts', where), query, page, pageSize: LIST_PAGE };
    },

    async contacts(query, page) {
      const where = [notDeleted, ...matches(query, ['firstName', 'lastName', 'email', 'email2', 'email3'])];
      const orderBy = { column: 'lastName', direction: 'asc' } as const;
      const found = await records.list('contacts', { where, orderBy, offset: page * LIST_PAGE, limit: LIST_PAGE });
      const total = await records.count('contacts', where);
      return { rows: await toContactRows(found), total, query, page, pageSize: LIST_PAGE };
    },

    async company(id, page) {
      const row = await records.get('accounts', id);
      if (!row) return undefined;
      const contacts = await records.list('contacts', {
        where: [notDeleted, (eb) => eb('accountId', '=', id)],
        orderBy: { column: 'lastName', direction: 'asc' },
        limit: 200,
      });
      const country = await label('countries', row.countryId);
      const place = [
        text(row.address1),
        text(row.address2),
        [row.postcode, row.city].filter(Boolean).join(' '),
        country,
      ];
      return {
        id,
        name: String(row.name),
        deleted: row.deleted === 1,
        address: place.filter(Boolean).join(', '),
        phone: text(row.phone),
        email: text(row.email),
        website: text(row.website),
        comment: text(row.comment),
        type: await label('accountTypes', row.typeId),
        owner: await label('users', row.salesRepId1),
        contacts: await toContactRows(contacts),
        mail: { ...(await mail.list((eb) => eb('accountId', '=', id), page)), page },
        documents: await mail.documents(id),
      };
    },

    async contact(id, page) {
      const row = await records.get('contacts', id);
      if (!row) return undefined;
      const company = await label('accounts', row.accountId);
      const all = (...columns: string[]) => columns.map((column) => text(row[column])).filter((one) => one !== null);
      return {
        id,
        name: labelOf('contacts', row) ?? '',
        deleted: row.deleted === 1,
        company: company === null ? undefined : { id: Number(row.accountId), name: company },
        emails: all('email', 'email2', 'email3'),
        phones: all('phone1', 'phone2'),
        owner: await label('users', row.salesRepId),
        comment: text(row.comment),
        mail: { ...(await mail.list((eb) => eb('contactId', '=', id), page)), page },
      };
    },

    async userName(id) {
      return (await label('users', id)) ?? '';
    },

    async firstUser() {
      const [row] = await records.list('users', { where: [notDeleted, (eb) => eb('isActive', '=', 1)], limit: 1 });
      return row && Number(row.id);
    },
  };
}
