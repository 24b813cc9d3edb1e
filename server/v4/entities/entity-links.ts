import type { Entity } from '../entity.ts';
import { auditFields, id, integer } from '../field-builders.ts';

/** Kinds of records the links below point to. The documentation cuts the list off at 10. */
export const ENTITY_TYPES = { opportunities: 1, accounts: 2, contacts: 3, activities: 4 } as const;

const readOnly = { create: false, read: true, update: false, delete: false };
const target = [integer('entityId', { readOnly: true }), integer('entityTypeId', { readOnly: true })];

/** Further users of a record, beside its owner. v4 shows them and takes none. */
export const entityOwners: Entity = {
  resource: 'entityOwners',
  table: 'entityOwners',
  description: 'Entity owners',
  operations: readOnly,
  fields: [id(), ...target, integer('salesRepId', { readOnly: true }), ...auditFields()],
};

/** Further contacts of a record. v4 shows them and takes none; these have no audit fields. */
export const contactsEntities: Entity = {
  resource: 'contactsEntities',
  table: 'contactsEntities',
  description: 'Entity contacts',
  operations: readOnly,
  fields: [id(), ...target, integer('contactId', { readOnly: true })],
};
