import { type CreateTableBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Column names, one blank between; `->` and a table where they point to its ids. */
type Columns = [kind: 'text' | 'integer' | `-> ${string}`, names: string][];

const labels = ['EN', 'US', 'ES', 'IT', 'DE', 'FR', 'PT', 'BR', 'DK', 'RU']
  .map((lang) => `description${lang}`)
  .join(' ');

/** In the order of their references. */
const tables: Record<string, Columns> = {
  timezones: [
    ['text', labels],
    ['text', 'idIanaZone shortDescription fullDescription'],
  ],
  salesorderStatuses: [
    ['integer', 'order won lost'],
    ['text', `${labels} branchVisibility`],
  ],
  accountAddresses: [
    ['text', 'description address1 address2 city postcode region'],
    ['-> accounts', 'accountId'],
    ['-> countries', 'countryId'],
  ],
  entityOwners: [
    ['integer', 'entityId entityTypeId'],
    ['-> users', 'salesRepId'],
  ],
  contactsEntities: [
    ['integer', 'entityId entityTypeId'],
    ['-> contacts', 'contactId'],
  ],
  calendar: [
    ['text', 'subject comment startDate startHour endDate endHour city extId'],
    ['integer', 'task completed allDay reminder sendNotification permissionLevel readOnly'],
    ['text', 'Z_Location Z_TimeZone Z_Guests Z_Organizer Z_SeriesId Z_OriginalStart Z_Recurrence'],
    ['text', 'Z_Privacy Z_ShowAs Z_Status Z_ConferenceUrl Z_ProviderUid Z_StartsAt Z_EndsAt'],
    ['integer', 'Z_Locked'],
    ['-> activityTypes', 'typeId'],
    ['-> accounts', 'accountId'],
    ['-> contacts', 'contactId'],
    ['-> opportunities', 'opportunityId'],
    ['-> users', 'salesRepId'],
    ['-> branches', 'branchId'],
  ],
  calls: [
    ['text', 'phone phoneAlias startDate endDate description'],
    ['integer', 'type duration terminalType'],
    ['-> timezones', 'timeZoneId'],
    ['-> accounts', 'accountId'],
    ['-> contacts', 'contactId'],
    ['-> opportunities', 'opportunityId'],
    ['-> users', 'salesRepId'],
  ],
};

const indexes: Record<string, string[]> = {
  accountAddresses: ['accountId'],
  entityOwners: ['entityId'],
  contactsEntities: ['entityId'],
  calendar: ['accountId', 'salesRepId', 'extId', 'startDate', 'Z_StartsAt'],
  calls: ['accountId', 'salesRepId'],
};

/** Telephone numbers people are looked up by. */
const phones: Record<string, string[]> = {
  accounts: ['phone', 'phone2', 'phone3'],
  contacts: ['phone1', 'phone2'],
};

/** The number without what people put between its digits, in the very words of the look-up, or the index is not used. */
function bareNumber(column: string): RawBuilder<string> {
  let bare = sql<string>`${sql.ref(column)}`;
  for (const separator of [' ', '-', '(', ')', '.', '/']) {
    bare = sql<string>`replace(${bare}, ${sql.lit(separator)}, '')`;
  }
  return bare;
}

function addColumns(builder: CreateTableBuilder<string, string>, columns: Columns): CreateTableBuilder<string, string> {
  let next = builder;
  for (const [kind, names] of columns) {
    for (const name of names.split(' ')) {
      next = kind.startsWith('-> ')
        ? next.addColumn(name, 'integer', (column) => column.references(`${kind.slice(3)}.id`))
        : next.addColumn(name, kind as 'text' | 'integer');
    }
  }
  return next;
}

/** Calendar, calls and the lists they need, and indexes of the numbers calls come from. Every entity table has the key of its `extId` and the audit columns. */
export const createCalendar: Migration = {
  async up(db: Kysely<unknown>) {
    for (const [table, columns] of Object.entries(tables)) {
      const builder = db.schema
        .createTable(table)
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement()) as CreateTableBuilder<
        string,
        string
      >;
      await addColumns(builder, columns)
        .addColumn('extKey', 'text', (column) => column.unique())
        .addColumn('dateCreated', 'text', (column) => column.notNull())
        .addColumn('dateUpdated', 'text')
        .addColumn('dateDeleted', 'text')
        .addColumn('deleted', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('salesRepIdCreated', 'integer')
        .addColumn('salesRepIdUpdated', 'integer')
        .addColumn('salesRepIdDeleted', 'integer')
        .execute();
      for (const column of [...(indexes[table] ?? []), 'dateCreated', 'dateUpdated', 'dateDeleted']) {
        await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
      }
    }
    for (const [table, columns] of Object.entries(phones)) {
      for (const column of columns) {
        await db.schema.createIndex(`${table}_${column}_bare`).on(table).expression(bareNumber(column)).execute();
      }
    }
  },
};
