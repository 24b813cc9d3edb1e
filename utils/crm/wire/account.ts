import type { z } from 'zod';
import { listSchema, recordSchema, textSchema } from './lenient.ts';

/** A company. v4 holds one e-mail address and one website for it. */
export const accountSchema = recordSchema({ name: textSchema, email: textSchema, website: textSchema });
export const accountsSchema = listSchema(accountSchema);
export type Account = z.infer<typeof accountSchema>;
