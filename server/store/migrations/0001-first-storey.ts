import type { ColumnDataType, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type Columns = Record<string, ColumnDataType | `-> ${string}`>;

const description = ['EN', 'US', 'ES', 'IT', 'DE', 'FR', 'PT', 'BR', 'DK', 'RU'].map((lang) => `description${lang}`);
const texts = (...names: string[]): Columns => Object.fromEntries(names.map((name) => [name, 'text']));
const integers = (...names: string[]): Columns => Object.fromEntries(names.map((name) => [name, 'integer']));
const to = (table: string, ...names: string[]): Columns =>
  Object.fromEntries(names.map((name) => [name, `-> ${table}`]));
const valueList = (more: Columns = {}): Columns => ({
  order: 'integer',
  ...texts(...description),
  branchVisibility: 'text',
  ...more,
});
const geo: Columns = {
  geocoded: 'integer',
  geocodingAccuracy: 'integer',
  latitude: 'double precision',
  longitude: 'double precision',
};

/** In the order of their references. */
const entityTables: Record<string, Columns> = {
  currencies: valueList(texts('isoCode', 'symbol')),
  countries: valueList(texts('iso2', 'iso3', 'isoNum', 'phoneCode', 'strName')),
  branches: valueList({
    ...integers('default', 'imperialSystem', 'mainEnvironment', 'timeZoneId'),
    ...to('currencies', 'currencyId'),
  }),
  userTypes: valueList(),
  roles: valueList(),
  accountTypes: valueList(integers('internal', 'computeSfm')),
  accountStatuses: valueList(integers('won', 'lost')),
  accountSegments: valueList(integers('visitCycle')),
  contactTypes: valueList(),
  opportunityTypes: valueList(),
  opportunityStatuses: valueList(integers('idParent', 'won', 'endStatus')),
  activityTypes: valueList(
    integers(
      'automatic',
      'system',
      'hide',
      'general',
      'checkin',
      'fastCheckin',
      'phoneCall',
      'visit',
      'videoCall',
      'visibleInActivities',
      'visibleInAgendaActivities',
      'workflow',
    ),
  ),
  users: {
    ...texts('name', 'lastName', 'email', 'nic', 'phone', 'phoneExtension', 'locale', 'dbLanguage', 'uiLanguage'),
    ...texts('extId', 'lastPasswordChangeDate'),
    ...integers('idPrefix', 'isActive', 'level', 'branchRestriction', 'billable', 'computeSfm', 'rateId'),
    ...to('branches', 'branches'),
    ...to('userTypes', 'userTypeId'),
    ...to('users', 'managerId'),
  },
  accounts: {
    ...texts('name', 'email', 'website', 'vatNumber', 'fax', 'phone', 'phone2', 'phone3', 'address1', 'address2'),
    ...texts('city', 'postcode', 'region', 'comment', 'extId', 'dateGeocoded'),
    ...integers('permissionLevel', 'public', 'readOnly', 'marketingCommunications', 'rateId'),
    ...geo,
    ...to('accountTypes', 'typeId'),
    ...to('accountStatuses', 'statusId'),
    ...to('accountSegments', 'segmentId'),
    ...to('branches', 'branchId'),
    ...to('countries', 'countryId'),
    ...to('users', 'salesRepId1', 'salesRepId2', 'salesRepId3', 'salesRepId4', 'salesRepId5'),
  },
  contacts: {
    ...texts('firstName', 'lastName', 'email', 'email2', 'email3', 'phone1', 'phone2', 'fax', 'skype', 'linkedin'),
    ...texts('address1', 'city', 'postcode', 'region', 'birthday', 'comment', 'extId'),
    ...integers('UseCompanyAddress', 'gender', 'marketingCommunications', 'permissionLevel', 'readOnly'),
    ...to('accounts', 'accountId'),
    ...to('contactTypes', 'typeId'),
    ...to('users', 'salesRepId'),
    ...to('countries', 'countryId'),
  },
  opportunities: {
    ...texts('reference', 'comments', 'address1', 'address2', 'city', 'postcode', 'region', 'extId'),
    ...texts('salesForecastDate', 'closedDate', 'wonDate', 'lostDate'),
    ...integers('salesProbability', 'permissionLevel', 'readOnly'),
    total: 'double precision',
    ...geo,
    ...to('accounts', 'accountId1', 'accountId2', 'accountId3'),
    ...to('opportunityTypes', 'typeId'),
    ...to('opportunityStatuses', 'statusId'),
    ...to('currencies', 'currencyId'),
    ...to('branches', 'branchId'),
    ...to('countries', 'countryId'),
    ...to('users', 'salesRepId'),
  },
  salesOrders: {
    ...texts('comments', 'extId'),
    ...integers('permissionLevel', 'readOnly'),
    ...to('accounts', 'accountId'),
    ...to('users', 'salesRepId'),
  },
  activities: {
    ...texts('date', 'comment', 'checkoutDate', 'extId'),
    ...integers('checkin', 'checkinTypeId', 'permissionLevel', 'readOnly'),
    ...geo,
    ...to('accounts', 'accountId'),
    ...to('activityTypes', 'typeId'),
    ...to('users', 'salesRepId'),
    ...to('contacts', 'contactId'),
    ...to('opportunities', 'opportunityId'),
  },
  emails: {
    ...texts('subject', 'body', 'emailFrom', 'emailTo', 'date', 'extId', 'mailFolder'),
    ...texts('Z_Cc', 'Z_Bcc', 'Z_MessageId', 'Z_InReplyTo', 'Z_To', 'Z_Html'),
    ...integers('type'),
    ...to('accounts', 'accountId'),
    ...to('contacts', 'contactId'),
    ...to('opportunities', 'opportunityId'),
    ...to('users', 'salesRepId'),
  },
  folders: {
    ...texts('name', 'entityResource'),
    ...integers('level', 'entityId', 'restrictSucursales'),
    ...to('folders', 'folderId'),
  },
  documents: {
    ...texts('name', 'description', 'extension', 'extId', 'fileKey'),
    ...integers('level', 'carrousel', 'billboardId', 'campaignId', 'formId'),
    size: 'bigint',
    ...to('folders', 'folderId'),
    ...to('accounts', 'accountId'),
    ...to('activities', 'activityId'),
    ...to('contacts', 'contactId'),
    ...to('opportunities', 'opportunityId'),
    ...to('salesOrders', 'salesOrderId'),
  },
};

const indexes: Record<string, string[]> = {
  contacts: ['accountId', 'email'],
  activities: ['accountId'],
  emails: ['accountId', 'contactId', 'extId'],
  documents: ['accountId', 'extId'],
  accounts: ['name'],
};

async function createEntityTable(db: Kysely<unknown>, table: string, columns: Columns) {
  let builder = db.schema
    .createTable(table)
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement());
  for (const [name, type] of Object.entries(columns)) {
    builder = type.startsWith('-> ')
      ? builder.addColumn(name, 'integer', (column) => column.references(`${type.slice(3)}.id`))
      : builder.addColumn(name, type as ColumnDataType);
  }
  builder = builder
    .addColumn('extKey', 'text', (column) => column.unique())
    .addColumn('dateCreated', 'text', (column) => column.notNull())
    .addColumn('dateUpdated', 'text')
    .addColumn('dateDeleted', 'text')
    .addColumn('deleted', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('salesRepIdCreated', 'integer')
    .addColumn('salesRepIdUpdated', 'integer')
    .addColumn('salesRepIdDeleted', 'integer');
  await builder.execute();
  for (const column of [...(indexes[table] ?? []), 'dateCreated', 'dateUpdated', 'dateDeleted']) {
    await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
  }
}

/**
 * The first tables. `extKey` repeats `extId` for records made while creates are idempotent: its unique index is what
 * makes two creates at the same instant meet in one record.
 */
export const createFirstStorey: Migration = {
  async up(db: Kysely<unknown>) {
    for (const [table, columns] of Object.entries(entityTables)) await createEntityTable(db, table, columns);
    await db.schema
      .createTable('emailAttachments')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('emailId', 'integer', (column) => column.notNull().references('emails.id'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('size', 'bigint')
      .addColumn('fileKey', 'text')
      .execute();
    await db.schema.createIndex('emailAttachments_emailId').on('emailAttachments').column('emailId').execute();
    await db.schema
      .createTable('apiKeys')
      .addColumn('publicKey', 'text', (column) => column.primaryKey())
      .addColumn('userId', 'integer', (column) => column.notNull().references('users.id'))
      .addColumn('secretHash', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('passwords')
      .addColumn('userId', 'integer', (column) => column.primaryKey().references('users.id'))
      .addColumn('secretHash', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('userRoles')
      .addColumn('userId', 'integer', (column) => column.notNull().references('users.id'))
      .addColumn('roleId', 'integer', (column) => column.notNull().references('roles.id'))
      .addPrimaryKeyConstraint('userRoles_pk', ['userId', 'roleId'])
      .execute();
  },
};
