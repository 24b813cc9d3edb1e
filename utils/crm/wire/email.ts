import { z } from 'zod';
import { idSchema, listSchema, recordSchema, refSchema, textSchema, timeSchema } from './lenient.ts';
import { uploadAddressOf } from './upload-address.ts';

const stringOrList = z
  .unknown()
  .optional()
  .transform((value) => (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string'));

/** An e-mail as v4 lists it. Its references are bare numbers with -1 for none, where other records have objects. */
export const emailSchema = recordSchema({
  subject: textSchema,
  body: textSchema,
  emailFrom: textSchema,
  emailTo: stringOrList,
  /** 0 outgoing, 1 incoming. */
  type: z.coerce.number().int().nullable().catch(null),
  date: timeSchema,
  accountId: refSchema,
  contactId: refSchema,
  salesRepId: refSchema,
  extId: textSchema,
});
export const emailsSchema = listSchema(emailSchema);

/** Documented body of `POST /emails`. `date` is ISO 8601 with an offset. */
export const newEmailSchema = z.strictObject({
  subject: z.string().min(1),
  body: z.string().min(1),
  emailFrom: z.string().min(1),
  emailTo: z.array(z.string().min(1)).min(1),
  /** 0 outgoing, 1 incoming. */
  type: z.union([z.literal(0), z.literal(1)]),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/),
  accountId: z.number().int().positive(),
  contactId: z.number().int().positive().optional(),
  salesRepId: z.number().int().positive().optional(),
  extId: z.string().min(1),
  attachments: z.array(z.strictObject({ name: z.string().min(1), size: z.number().int().nonnegative() })).optional(),
});
export type NewEmailWire = z.infer<typeof newEmailSchema>;

/** Fields of the tenant's own; they stand beside the documented ones. */
export const customFieldsSchema = z.record(z.string().regex(/^Z_\w+$/i), z.string());

/**
 * Answer to `POST /emails`: `{ "Message": "entity created", "id": 15 }`. How bytes of attachments travel is not
 * documented; an upload address is looked for where the answer to a document has one, at each attachment.
 */
export const createdEmailSchema = z.object({
  id: idSchema,
  attachments: z
    .array(z.unknown().transform((value) => ({ name: nameOf(value), uploadUrl: uploadAddressOf(value) })))
    .max(1000)
    .catch([]),
});

function nameOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
    ? value.name
    : null;
}
