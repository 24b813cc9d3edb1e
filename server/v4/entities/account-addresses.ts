import type { Entity } from '../entity.ts';
import { auditFields, id, reference, text, texts } from '../field-builders.ts';

/** Further addresses of a company, such as where it wants its goods. */
export const accountAddresses: Entity = {
  resource: 'accountAddresses',
  table: 'accountAddresses',
  description: 'Account addresses',
  operations: { create: true, read: true, update: true, delete: true },
  fields: [
    id(),
    reference('accountId', 'accounts', { required: true }),
    text('description', 255),
    ...texts('address1 address2', 180),
    text('city', 200),
    ...texts('postcode region', 255),
    reference('countryId', 'countries'),
    ...auditFields(),
  ],
};
