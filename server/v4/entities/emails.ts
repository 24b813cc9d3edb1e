import type { EntityFactory, Field } from '../entity.ts';
import { auditFields, id, integer, reference, special, text } from '../field-builders.ts';

/** Longest text of an e-mail, in characters. */
const MAX_EMAIL_BODY = 4_000;

/** What v4's own e-mail leaves out, as custom fields of this tenant. */
const customFields: Field[] = [
  text('Z_To', 20_000, { description: 'All recipients of To' }),
  text('Z_Cc', 20_000, { description: 'Recipients of Cc' }),
  text('Z_Bcc', 20_000, { description: 'Recipients of Bcc' }),
  text('Z_Html', 200_000, { description: 'Text as HTML' }),
  text('Z_MessageId', 998, { description: 'Message-ID header' }),
  text('Z_InReplyTo', 998, { description: 'In-Reply-To header' }),
];

/** Mail as an entity of its own: made and read, never changed or removed. References are bare numbers. */
export const emails: EntityFactory = (choices) => ({
  resource: 'emails',
  table: 'emails',
  description: 'Emails',
  operations: { create: true, read: true, update: false, delete: false },
  fields: [
    id(),
    // Mail without subject or text exists, and is logged as it is.
    text('subject', undefined, { required: true, nullable: false, mayBeEmpty: true }),
    text('body', MAX_EMAIL_BODY, { required: true, nullable: false, mayBeEmpty: true }),
    text('emailFrom', 180, { required: true, nullable: false }),
    special('emailTo', { type: 'addresses', maxLength: 180 }, { required: true, nullable: false }),
    // 0 outgoing, 1 incoming.
    integer('type', { min: 0, max: 1, required: true, nullable: false }),
    special('date', { type: 'mailDate' }),
    reference('accountId', 'accounts', { form: 'mail' }),
    reference('contactId', 'contacts', { form: 'mail' }),
    reference('opportunityId', 'opportunities', { form: 'mail' }),
    reference('salesRepId', 'users', { form: 'mail' }),
    text('extId', 100),
    text('mailFolder', 180),
    special('attachments', { type: 'attachments' }),
    ...(choices.customEmailFields ? customFields : []),
    ...auditFields(),
  ],
});
