import { z } from 'zod';
import { addressSchema, emailSchema } from './address.ts';
import { rungSchema } from './delivery.ts';
import { protectionSchema } from './message.ts';
import { siteIdSchema } from './site.ts';

/**
 * The life of one log entry (a message at one company):
 *
 * ```text
 *            ┌────────── back-off ──────────┐
 *            ▼                              │
 *  pending ──claim──► inFlight ──refused by the network, 5xx, 429
 *     ▲                  │  │
 *     │ retry            │  └──refused for good──► parked (waits for the rep)
 *     └── parked         └──CRM id in hand──► done (a receipt: ids and link, no content)
 * ```
 *
 * A lease that ran out turns `inFlight` back into `pending`, with `unanswered` set: look before creating again.
 */
export const outboxStateSchema = z.enum(['pending', 'inFlight', 'parked', 'done']);
export type OutboxState = z.infer<typeof outboxStateSchema>;

/** Why an entry waits for the rep or for time; each has a sentence in the locales. */
export const waitReasonSchema = z.enum([
  'offline',
  'crm-unavailable',
  'crm-rate-limit',
  'sign-in-needed',
  'crm-refused',
  'unreadable',
  'too-large',
  'storage-full',
  'capture-off',
  'not-connected',
]);
export type WaitReason = z.infer<typeof waitReasonSchema>;

/** A log entry as lists and marks show it. Subject and names are there because the message is in the CRM's realm. */
export const logEntrySchema = z.object({
  id: z.string(),
  site: siteIdSchema,
  account: emailSchema,
  ref: z.string(),
  direction: z.enum(['incoming', 'outgoing']),
  state: outboxStateSchema,
  reason: waitReasonSchema.optional(),
  /** The CRM's own words for a refusal; shown to the rep, never logged. */
  detail: z.string().max(500).optional(),
  attempts: z.number().int().nonnegative(),
  /** Ms since the epoch; when a pending entry is tried next. */
  nextAttemptAt: z.number().int().nonnegative(),
  capturedAt: z.number().int().nonnegative(),
  sentAt: z.number().int().nonnegative(),
  doneAt: z.number().int().nonnegative().optional(),
  subject: z.string(),
  counterpart: addressSchema.optional(),
  accountId: z.number().int(),
  accountName: z.string(),
  contactId: z.number().int().optional(),
  contactName: z.string().optional(),
  rung: rungSchema,
  protection: protectionSchema,
  attachmentNames: z.array(z.string()),
  /** Attachments left out, with why: `too-large`, `unreadable`, `crm-refused`. */
  leftOut: z.array(z.object({ name: z.string(), why: z.string() })),
  crmId: z.number().int().optional(),
  crmUrl: z.string().optional(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

/** The queue in one line, for popup and badge. */
export interface QueueSummary {
  /** Messages still to be read from the webmail. */
  toRead: number;
  /** Log entries pending or in flight. */
  waiting: number;
  /** Entries parked: each needs the rep. */
  parked: number;
  /** Why the oldest waiting entry waits, where one is known. */
  reason?: WaitReason;
  /** Ms since the epoch. */
  nextAttemptAt?: number;
  lastDoneAt?: number;
}
