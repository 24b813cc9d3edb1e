import { broken, type Fact, type Grade, holds, unknown } from '../fact.ts';
import type { Json } from '../v4-client.ts';

const isInt = Number.isInteger;
const isText = (value: Json) => typeof value === 'string';
const isMoment = (value: Json) => isText(value) && /Z$/.test(value) && !Number.isNaN(Date.parse(value));
const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull = (test: (value: Json) => boolean) => (value: Json) => value === null || test(value);

/** Forms in which fields read, by the words that name them. */
const forms = {
  'a text': isText,
  'a text or null': orNull(isText),
  'a whole number': isInt,
  'a whole number or null': orNull(isInt),
  'a number or null': orNull((value) => typeof value === 'number'),
  'true or false': (value) => typeof value === 'boolean',
  'true, false or null': orNull((value) => typeof value === 'boolean'),
  'a moment, ISO 8601 with Z': isMoment,
  'a moment, ISO 8601 with Z, or null': orNull(isMoment),
  '{id, value} or null': orNull((value) => isObject(value) && isInt(value.id) && orNull(isText)(value.value)),
  '{id, description}': (value) => isObject(value) && isInt(value.id) && orNull(isText)(value.description),
  'a bare id, -1 or null for none': orNull(isInt),
  'a list of {id, value} or null': orNull((value) => Array.isArray(value) && value.every(({ id }) => isInt(id))),
  'a list of {id, name}': (value) =>
    Array.isArray(value) && value.every(({ id, name }: Json) => isInt(id) && isText(name)),
  '{time, timeStamp, timeZone} or null': orNull(
    (value) => isObject(value) && isMoment(value.time) && isInt(value.timeStamp) && isText(value.timeZone),
  ),
  'a text or a list of texts': (value) => isText(value) || (Array.isArray(value) && value.every(isText)),
  'a day as yy/MM/dd or null': orNull((value) => isText(value) && /^\d\d\/\d\d\/\d\d$/.test(value)),
  'a time as yyyy/MM/dd HH:mm:ss or null': orNull(
    (value) => isText(value) && /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/.test(value),
  ),
  'an hour as HH:mm or null': orNull((value) => isText(value) && /^\d\d:\d\d$/.test(value)),
} satisfies Record<string, (value: Json) => boolean>;

type Form = keyof typeof forms;
type Row = [fields: string, form: Form, grade?: Grade];

const audit: Row[] = [
  ['dateCreated', 'a moment, ISO 8601 with Z'],
  ['dateUpdated dateDeleted', 'a moment, ISO 8601 with Z, or null'],
  ['deleted', 'true or false'],
  ['salesRepIdCreated salesRepIdUpdated salesRepIdDeleted', 'a whole number or null'],
];
const place: Row[] = [
  ['geocoded', 'true, false or null'],
  ['geocodingAccuracy', 'a whole number or null'],
  ['latitude longitude', 'a number or null'],
];
const languages = ['EN', 'US', 'ES', 'IT', 'DE', 'FR', 'PT', 'BR', 'DK', 'RU'].map((code) => `description${code}`);
const valueList: Row[] = [
  ['order', 'a whole number or null'],
  [languages.join(' '), 'a text or null'],
];

const tables: Record<string, Row[]> = {
  users: [
    ['name', 'a text'],
    ['lastName email nic phone phoneExtension', 'a text or null'],
    ['idPrefix', 'a whole number or null'],
    ['isActive billable computeSfm', 'true or false'],
    ['level', 'a whole number'],
    ['branches userTypeId managerId', '{id, description}'],
    ['branchRestriction', 'true, false or null'],
    ['locale dbLanguage uiLanguage extId', 'a text or null'],
    ['lastPasswordChangeDate', 'a moment, ISO 8601 with Z, or null'],
    ...audit,
  ],
  accounts: [
    ['name', 'a text'],
    ['typeId statusId segmentId branchId countryId rateId', '{id, value} or null'],
    ['salesRepId1 salesRepId2 salesRepId3 salesRepId4 salesRepId5', '{id, value} or null'],
    ['email website vatNumber fax phone phone2 phone3', 'a text or null'],
    ['address1 address2 city postcode region comment extId', 'a text or null'],
    ['permissionLevel', 'a whole number'],
    ['public', 'true, false or null'],
    ['readOnly', 'true or false'],
    ['marketingCommunications', 'true or false', 'seen'],
    ...place,
    ['dateGeocoded', 'a moment, ISO 8601 with Z, or null'],
    ...audit,
  ],
  contacts: [
    ['firstName lastName', 'a text'],
    ['accountId typeId salesRepId countryId', '{id, value} or null'],
    ['email email2 email3 phone1 phone2 fax skype linkedin', 'a text or null'],
    ['address1 city postcode region comment extId', 'a text or null'],
    ['UseCompanyAddress', 'true or false', 'seen'],
    ['birthday', 'a moment, ISO 8601 with Z, or null'],
    ['gender', '{id, value} or null', 'seen'],
    ['marketingCommunications readOnly', 'true or false'],
    ['permissionLevel', 'a whole number'],
    ...audit,
  ],
  activities: [
    ['accountId typeId salesRepId contactId opportunityId', '{id, value} or null'],
    ['date', 'a moment, ISO 8601 with Z, or null'],
    ['comment extId', 'a text or null'],
    ['checkin', 'true, false or null'],
    ['checkinTypeId', 'a whole number or null'],
    ['checkoutDate', 'a moment, ISO 8601 with Z, or null'],
    ...place,
    ['permissionLevel', 'a whole number'],
    ['readOnly', 'true, false or null'],
    ...audit,
  ],
  activityTypes: [
    ...valueList,
    ['branchVisibility', 'a list of {id, value} or null'],
    ['automatic system hide general checkin fastCheckin phoneCall visit videoCall', 'true or false'],
    ['visibleInActivities visibleInAgendaActivities workflow', 'true or false'],
    ...audit,
  ],
  emails: [
    ['subject body emailFrom', 'a text', 'seen'],
    ['emailTo', 'a text or a list of texts', 'seen'],
    ['type', 'a whole number', 'seen'],
    ['date', '{time, timeStamp, timeZone} or null', 'seen'],
    ['accountId contactId opportunityId salesRepId', 'a bare id, -1 or null for none', 'seen'],
    ['extId mailFolder', 'a text or null', 'seen'],
    ['attachments', 'a list of {id, name}', 'seen'],
    ...audit,
  ],
  calendar: [
    ['subject comment extId', 'a text or null'],
    ['startDate endDate', 'a day as yy/MM/dd or null', 'seen'],
    ['startHour endHour', 'an hour as HH:mm or null', 'seen'],
    ['allDay', 'true, false or null'],
    ['task completed sendNotification', 'true or false'],
    ['typeId accountId contactId opportunityId salesRepId branchId', '{id, value} or null'],
    ['reminder permissionLevel', 'a whole number or null'],
    ['readOnly', 'true or false'],
    ...audit,
  ],
  documents: [
    ['folderId accountId activityId contactId billboardId campaignId formId', 'a bare id, -1 or null for none', 'seen'],
    ['name', 'a text'],
    ['description extension link extId', 'a text or null', 'seen'],
    ['level', 'a whole number', 'seen'],
    ['size', 'a whole number or null'],
    ['carrousel', 'true or false', 'seen'],
    ...audit,
  ],
  'documents/folders': [
    ['folderId entityId', 'a bare id, -1 or null for none', 'seen'],
    ['name', 'a text'],
    ['level', 'a whole number'],
    ['restrictSucursales', 'true or false'],
    ...audit,
  ],
  calls: [
    ['phone', 'a text'],
    ['type', 'a whole number or null'],
    ['timeZoneId', 'a bare id, -1 or null for none'],
    ['accountId contactId opportunityId salesRepId', 'a bare id, -1 or null for none', 'seen'],
    ['startDate endDate', 'a time as yyyy/MM/dd HH:mm:ss or null', 'seen'],
  ],
  hooks: [
    ['name action entity url', 'a text'],
    ['version', 'a whole number or null', 'seen'],
    ['secret_key', 'a text', 'seen'],
    ['deleted', 'true or false', 'seen'],
    ['user_created user_updated user_deleted', 'a whole number or null', 'seen'],
    ['date_created date_updated date_deleted', 'a moment, ISO 8601 with Z, or null', 'seen'],
  ],
  entityOwners: [['entityId entityTypeId salesRepId', 'a whole number']],
  contactsEntities: [['entityId entityTypeId contactId', 'a whole number']],
  opportunities: [
    ['reference', 'a text'],
    [
      'accountId1 accountId2 accountId3 typeId statusId currencyId branchId countryId salesRepId',
      '{id, value} or null',
    ],
    ['total', 'a number or null'],
    ['salesProbability', 'a whole number or null'],
    ['salesForecastDate closedDate wonDate lostDate', 'a moment, ISO 8601 with Z, or null'],
    ['comments address1 address2 city postcode region extId', 'a text or null'],
    ...audit,
  ],
  branches: [
    ...valueList,
    ['default imperialSystem mainEnvironment', 'true or false'],
    ['currencyId timeZoneId', '{id, value} or null'],
    ...audit,
  ],
  countries: [['iso2 iso3 isoNum phoneCode strName', 'a text or null']],
  currencies: [['isoCode symbol', 'a text or null']],
  timezones: [['idIanaZone shortDescription fullDescription', 'a text or null']],
  accountTypes: [['internal computeSfm', 'true or false']],
  accountStatuses: [['won lost', 'true or false']],
  accountSegments: [['visitCycle', 'a whole number or null']],
  opportunityStatuses: [
    ['idParent', 'a whole number or null'],
    ['won endStatus', 'true or false'],
  ],
};

/** What kind of value it is, and nothing of it: what a tenant holds is not shown. */
const kindOf = (value: Json) => (value === undefined ? 'missing' : Array.isArray(value) ? 'a list' : typeof value);

function fieldFact(resource: string, [names, form, grade = 'documented']: Row): Fact {
  return {
    about: resource,
    words: `${names.replaceAll(' ', ', ')} ${names.includes(' ') ? 'read' : 'reads'} as ${form}`,
    grade,
    async check(v4) {
      const records = await v4.sample(resource);
      if (!records?.length) return unknown('there is no record to look at');
      for (const record of records) {
        const wrong = names.split(' ').find((name) => record[name] === undefined || !forms[form](record[name]));
        if (wrong !== undefined) return broken(`${wrong} of ${record.id} is ${kindOf(record[wrong])}`);
      }
      return holds;
    },
  };
}

/** The form of each field on read. */
export const fieldFacts: readonly Fact[] = Object.entries(tables).flatMap(([resource, rows]) =>
  rows.map((row) => fieldFact(resource, row)),
);
