import type { Entity } from '../entity.ts';
import {
  accessFields,
  auditFields,
  dateTime,
  geoFields,
  id,
  integer,
  number,
  reference,
  text,
  texts,
} from '../field-builders.ts';

/** Deals under way. */
export const opportunities: Entity = {
  resource: 'opportunities',
  table: 'opportunities',
  description: 'Opportunities',
  operations: { create: true, read: true, update: true, delete: true },
  fields: [
    id(),
    text('reference', 255, { required: true, nullable: false }),
    reference('accountId1', 'accounts', { required: true }),
    reference('accountId2', 'accounts'),
    reference('accountId3', 'accounts'),
    // The vendor's connector writes it with an underscore.
    reference('typeId', 'opportunityTypes', { alias: 'type_id' }),
    reference('statusId', 'opportunityStatuses'),
    reference('currencyId', 'currencies'),
    reference('branchId', 'branches', { required: true }),
    reference('countryId', 'countries'),
    reference('salesRepId', 'users', { required: true }),
    number('total'),
    integer('salesProbability', { min: 0, max: 100, required: true }),
    ...['salesForecastDate', 'closedDate', 'wonDate', 'lostDate'].map((name) => dateTime(name)),
    text('comments', 6_000),
    ...texts('address1 address2', 180),
    text('city', 200),
    ...texts('postcode region', 255),
    text('extId', 100),
    ...geoFields(),
    ...accessFields(),
    ...auditFields(),
  ],
};
