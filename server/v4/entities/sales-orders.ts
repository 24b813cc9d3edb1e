import type { Entity } from '../entity.ts';
import { accessFields, auditFields, id, reference, text } from '../field-builders.ts';

/** Orders, as far as documents hang on them: their lines and prices are not kept here. */
export const salesOrders: Entity = {
  resource: 'salesOrders',
  table: 'salesOrders',
  description: 'Sales orders',
  operations: { create: true, read: true, update: true, delete: true },
  fields: [
    id(),
    reference('accountId', 'accounts', { required: true }),
    reference('salesRepId', 'users', { required: true }),
    text('comments', 6_000),
    text('extId', 100),
    ...accessFields(),
    ...auditFields(),
  ],
};
