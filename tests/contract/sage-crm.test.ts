import { defaultChoices, type V4Choices } from '../../server/v4/choices.ts';
import { crmContract } from './crm.ts';
import { openSage } from './sage-tenant.ts';

/** Tenants as v4's documentation leaves them possible; what is not named is as the server chooses by itself. */
const tenants: [string, Partial<V4Choices>][] = [
  ['the server as it is', {}],
  [
    'bare v4',
    {
      idempotentCreate: false,
      customEmailFields: false,
      emailUploads: false,
      messageKey: 'message',
      emailSchemaAuditNames: 'camel',
    },
  ],
  [
    'one that spells everything the other way',
    {
      messageKey: 'message',
      documentIdAs: 'number',
      emailToAs: 'array',
      emailNoReference: 'minus-one',
      longBody: 'cut',
      longEmailTo: 'cut',
      unknownFields: 'ignore',
      readOnlyFields: 'refuse',
      deletedReferences: 'accept',
    },
  ],
  [
    'one that cannot filter by time and gives 50 rows at most',
    { whereDates: 'refuse', whereReferences: 'dotted', maxCount: 50, countHeader: 'X-FM-Entity-Count' },
  ],
  ['one whose sessions live for a second', { tokenLifeSeconds: 1, countHeader: 'Count', idempotentCreate: false }],
];

for (const [name, changed] of tenants) {
  const choices = { ...defaultChoices, ...changed };
  const tenant = {
    idempotent: choices.idempotentCreate,
    uploads: choices.emailUploads,
    customFields: choices.customEmailFields,
    longBody: choices.longBody,
  };
  crmContract(name, tenant, () => openSage({ choices }));
}
