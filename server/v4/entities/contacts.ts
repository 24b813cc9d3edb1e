import type { Entity } from '../entity.ts';
import { accessFields, auditFields, dateTime, flag, id, reference, special, text, texts } from '../field-builders.ts';

/** People at companies; none without a company. Each has up to three addresses. */
export const contacts: Entity = {
  resource: 'contacts',
  table: 'contacts',
  description: 'Contacts',
  operations: { create: true, read: true, update: true, delete: true },
  fields: [
    id(),
    text('firstName', 255, { required: true, nullable: false }),
    text('lastName', 255, { required: true, nullable: false }),
    reference('accountId', 'accounts', { required: true }),
    reference('typeId', 'contactTypes'),
    reference('salesRepId', 'users', { required: true }),
    reference('countryId', 'countries'),
    ...texts('email email2 email3 phone1 phone2 fax skype linkedin', 255),
    text('address1', 180),
    text('city', 200),
    ...texts('postcode region', 255),
    // Reads with a capital in the published example; the vendor's connector writes it without.
    flag('UseCompanyAddress', { alias: 'useCompanyAddress' }),
    dateTime('birthday'),
    special('gender', { type: 'label', labels: ['Male', 'Female'] }),
    flag('marketingCommunications'),
    text('comment', 6_000),
    text('extId', 100),
    ...accessFields(),
    ...auditFields(),
  ],
};
