import type { z } from 'zod';
import { listSchema, recordSchema, refSchema, textSchema } from './lenient.ts';

/** A person at a company, with up to three addresses. */
export const contactSchema = recordSchema({
  firstName: textSchema,
  lastName: textSchema,
  accountId: refSchema,
  email: textSchema,
  email2: textSchema,
  email3: textSchema,
});
export const contactsSchema = listSchema(contactSchema);
export type ContactRecord = z.infer<typeof contactSchema>;
