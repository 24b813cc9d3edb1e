import type { EntityTable } from '../../store/tables.ts';
import type { Entity, Field, Operations } from '../entity.ts';
import { auditFields, boolean, flag, flags, id, integer, nothing, reference, text, texts } from '../field-builders.ts';

/** Languages of a label, in the order in which a missing one is replaced. */
export const LABEL_LANGUAGES = ['EN', 'US', 'ES', 'IT', 'DE', 'FR', 'BR', 'DK', 'PT', 'RU'] as const;

const readOnly: Operations = { create: false, read: true, update: false, delete: false };

function valueList(table: EntityTable, description: string, more: Field[] = [], operations = readOnly): Entity {
  return {
    resource: table,
    table,
    description,
    operations,
    fields: [
      id(),
      integer('order'),
      ...LABEL_LANGUAGES.map((language) =>
        text(`description${language}`, 6_000, { required: operations.create && language === 'EN' }),
      ),
      nothing('branchVisibility'),
      ...more,
      ...auditFields(),
    ],
  };
}

/** Zones by ids of their own, as branches point to them. Unlike other lists they have no order and no branches. */
const timezones: Entity = {
  resource: 'timezones',
  table: 'timezones',
  description: 'Time zones',
  operations: readOnly,
  countInQuery: true,
  fields: [
    id(),
    ...LABEL_LANGUAGES.map((language) => text(`description${language}`, 6_000)),
    ...texts('idIanaZone shortDescription fullDescription'),
    ...auditFields(),
  ],
};

/** Short lists of choices: each tenant has its own ids and names. */
export const valueLists: readonly Entity[] = [
  timezones,
  valueList('branches', 'Branches', [
    ...flags('default imperialSystem mainEnvironment'),
    reference('currencyId', 'currencies'),
    reference('timeZoneId', 'timezones'),
  ]),
  valueList('countries', 'Countries', texts('iso2 iso3 isoNum phoneCode strName')),
  valueList('currencies', 'Currencies', texts('isoCode symbol')),
  valueList('userTypes', 'User types'),
  valueList('roles', 'Roles'),
  valueList('accountTypes', 'Account types', flags('internal computeSfm')),
  valueList('accountStatuses', 'Account statuses', flags('won lost')),
  valueList('accountSegments', 'Account segments', [integer('visitCycle')]),
  valueList('contactTypes', 'Contact types'),
  valueList('opportunityTypes', 'Opportunity types'),
  valueList('opportunityStatuses', 'Opportunity statuses', [
    integer('idParent'),
    ...flags('won endStatus'),
    nothing('statusDetails'),
  ]),
  valueList('salesorderStatuses', 'Sales order statuses', [boolean('won'), boolean('lost')]),
  valueList(
    'activityTypes',
    'Activity types',
    [
      ...flags('automatic system hide'),
      flag('general', { initial: 1 }),
      ...flags('checkin fastCheckin phoneCall visit videoCall'),
      flag('visibleInActivities', { initial: 1 }),
      ...flags('visibleInAgendaActivities workflow'),
    ],
    { create: true, read: true, update: true, delete: true },
  ),
];
