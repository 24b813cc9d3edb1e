import { z } from 'zod';
import { addressSchema, emailSchema } from './address.ts';
import { siteIdSchema } from './site.ts';

/** More recipients than any webmail lets a person type; a longer list is a broken page, not a message. */
export const MAX_RECIPIENTS = 2000;

/** Longest name a webmail gives to a message or conversation; Exchange's are a few hundred characters. */
export const MAX_REF = 600;

const recipients = z.array(addressSchema).max(MAX_RECIPIENTS);

/**
 * Where a message stands in the webmail. Only `received` and `sent` are logged; the others exist so that a message on
 * its way out is recognised when it comes back as sent, undone, scheduled or failed.
 */
export const mailStateSchema = z.enum(['received', 'sent', 'sending', 'scheduled', 'draft', 'undone', 'failed']);
export type MailState = z.infer<typeof mailStateSchema>;

/**
 * What may be known of a message before anybody reads it: who, when, and the signs of a machine having written it.
 * No subject, no snippet, no body. `complete` says that `from` and all recipient lists are the whole truth; a list row
 * that shows only the sender is incomplete.
 */
export const envelopeSchema = z.object({
  from: addressSchema.optional(),
  to: recipients,
  cc: recipients,
  bcc: recipients,
  replyTo: recipients,
  complete: z.boolean(),
  /** Message-ID header with its angle brackets, where the page already knows it. */
  messageId: z.string().max(998).optional(),
  /** Names of signs that a machine wrote it, such as `list-id`, `auto-submitted`; never their values. */
  automatedSigns: z.array(z.string().max(60)).max(20).optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/**
 * What an adapter reports: that a message exists, never what it says.
 *
 * `account` is the mailbox it was seen in, by address. `ref` names the message for good within `(site, account)`:
 * the same message seen by another path, after a reload or in a second tab carries the same `ref`.
 */
export const mailReferenceSchema = z.object({
  site: siteIdSchema,
  account: emailSchema,
  ref: z.string().min(1).max(MAX_REF),
  threadRef: z.string().max(MAX_REF).optional(),
  direction: z.enum(['incoming', 'outgoing']),
  state: mailStateSchema,
  /** When it was sent or received, ms since the epoch, as the webmail's server has it. */
  sentAt: z.number().int().nonnegative().optional(),
  envelope: envelopeSchema,
  noticedBy: z.enum(['traffic', 'embedded', 'dom']),
});
export type MailReference = z.infer<typeof mailReferenceSchema>;
export type Direction = MailReference['direction'];
