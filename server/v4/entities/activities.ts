import type { EntityFactory } from '../entity.ts';
import {
  accessFields,
  auditFields,
  boolean,
  dateTime,
  geoFields,
  id,
  integer,
  reference,
  text,
} from '../field-builders.ts';

/** Something that happened at a company. Its one free text is `comment`; there is no subject. */
export const activities: EntityFactory = (choices) => ({
  resource: 'activities',
  table: 'activities',
  description: 'Activities',
  operations: { create: true, read: true, update: true, delete: true },
  fields: [
    id(),
    reference('accountId', 'accounts', { required: true }),
    reference('typeId', 'activityTypes', { required: true }),
    reference('salesRepId', 'users', { required: true }),
    dateTime('date', { required: true }),
    reference('contactId', 'contacts'),
    reference('opportunityId', 'opportunities'),
    text('comment', 6_000),
    boolean('checkin', { initial: 0 }),
    integer('checkinTypeId', { min: 1, max: 3 }),
    dateTime('checkoutDate'),
    ...geoFields(),
    ...accessFields(),
    text('extId', 100, { readOnly: choices.activityExtId === 'read-only' }),
    ...auditFields(),
  ],
});
