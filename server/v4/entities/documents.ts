import type { Entity } from '../entity.ts';
import { auditFields, flag, id, integer, reference, special, text } from '../field-builders.ts';

/** Files of the CRM or of one record. The bytes come by a second request to the address a create answers. */
export const documents: Entity = {
  resource: 'documents',
  table: 'documents',
  description: 'Documents',
  operations: { create: true, read: true, update: false, delete: false },
  fields: [
    id(),
    reference('folderId', 'folders', { form: 'bare' }),
    text('name', 255, { required: true, nullable: false }),
    text('description', 255),
    text('extension', 16, { readOnly: true }),
    special('link', { type: 'link' }, { readOnly: true }),
    integer('level', { min: 0, max: 5, nullable: false, initial: 2 }),
    integer('size', { readOnly: true }),
    reference('accountId', 'accounts', { form: 'bare', readOnly: true }),
    reference('activityId', 'activities', { form: 'bare', readOnly: true }),
    reference('contactId', 'contacts', { form: 'bare', readOnly: true }),
    reference('opportunityId', 'opportunities', { form: 'bare', readOnly: true }),
    reference('salesOrderId', 'salesOrders', { form: 'bare', readOnly: true }),
    ...['billboardId', 'campaignId', 'formId'].map((name) =>
      integer(name, { readOnly: true, nullable: false, initial: -1 }),
    ),
    flag('carrousel', { readOnly: true }),
    text('extId', 100),
    ...auditFields(),
  ],
};

/** Folders of documents, of the whole CRM or of one record. */
export const folders: Entity = {
  resource: 'documents/folders',
  table: 'folders',
  description: 'Document folders',
  operations: { create: true, read: true, update: false, delete: false },
  fields: [
    id(),
    reference('folderId', 'folders', { form: 'bare' }),
    text('name', 255, { required: true, nullable: false }),
    integer('level', { min: 0, max: 5, nullable: false, initial: 2 }),
    integer('entityId', { readOnly: true, nullable: false, initial: -1 }),
    flag('restrictSucursales'),
    ...auditFields(),
  ],
};
