import { z } from 'zod';

/** Longest address RFC 5321 lets a mail server accept: 64 + '@' + 255. */
export const MAX_EMAIL_LENGTH = 320;

/** One mailbox address, trimmed and in lower case. Display names never travel in this field. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(MAX_EMAIL_LENGTH)
  .regex(/^[^\s@<>"(),;]+@[^\s@<>"(),;]+$/u, 'not an e-mail address');

/** A person as a header names them (RFC 5322 `mailbox`). */
export const addressSchema = z.object({
  email: emailSchema,
  name: z.string().max(500).optional(),
});

export type Address = z.infer<typeof addressSchema>;
