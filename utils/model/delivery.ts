import { z } from 'zod';
import { addressSchema, emailSchema } from './address.ts';
import { MAX_RECIPIENTS, MAX_REF } from './mail-reference.ts';
import { protectionSchema } from './message.ts';
import { siteIdSchema } from './site.ts';

/** Rungs of the fetch ladder, best first. The record of a message says which one it came from. */
export const rungSchema = z.enum(['raw', 'original', 'classic', 'structured', 'dom']);
export type Rung = z.infer<typeof rungSchema>;

/** Bytes of one piece before base64; small enough for the message channels of both browsers. */
export const PIECE_BYTES = 256 * 1024;

/** A larger source than this is refused: no provider delivers one, and it would not fit the CRM. */
export const MAX_SOURCE_BYTES = 64 * 1024 * 1024;

/** What the background asks a tab to read: one message somebody in the CRM is involved in. */
export const fetchOrderSchema = z.object({
  orderId: z.string().min(1).max(100),
  site: siteIdSchema,
  account: emailSchema,
  ref: z.string().min(1).max(MAX_REF),
  threadRef: z.string().max(MAX_REF).optional(),
});
export type FetchOrder = z.infer<typeof fetchOrderSchema>;

const recipients = z.array(addressSchema).max(MAX_RECIPIENTS);

/** What a rung below `raw` can tell when there is no RFC 822 source. Attachments travel as parts of their own. */
export const structuredMessageSchema = z.object({
  messageId: z.string().max(998).optional(),
  inReplyTo: z.string().max(998).optional(),
  references: z.array(z.string().max(998)).max(200).optional(),
  from: addressSchema.optional(),
  to: recipients,
  cc: recipients,
  bcc: recipients,
  replyTo: recipients,
  subject: z.string().max(10_000),
  sentAt: z.number().int().nonnegative().optional(),
  html: z.string().optional(),
  text: z.string().optional(),
  protection: protectionSchema.optional(),
  attachments: z
    .array(
      z.object({
        name: z.string().max(1000),
        mimeType: z.string().max(255),
        size: z.number().int().nonnegative().optional(),
        inline: z.boolean(),
        contentId: z.string().max(998).optional(),
        /** Index among the parts that follow; absent where the bytes could not be had. */
        part: z.number().int().positive().optional(),
      }),
    )
    .max(1000),
});
export type StructuredMessage = z.infer<typeof structuredMessageSchema>;

/**
 * The last word of a fetch: how the message was obtained and what is missing. The bytes went before it in pieces.
 * Part 0 is the source: RFC 822 bytes for `rfc822`, UTF-8 JSON of {@link StructuredMessage} for `structured`.
 * Parts from 1 on are attachments of a structured message.
 */
export const deliverySchema = z.object({
  orderId: z.string().min(1).max(100),
  rung: rungSchema,
  form: z.enum(['rfc822', 'structured']),
  /** Bytes of each part, in order. */
  parts: z.array(z.number().int().nonnegative()).min(1).max(1001),
  /** Names of what this rung could not give: `attachments`, `bcc`, `messageId`, `body`… */
  missing: z.array(z.string().max(60)).max(20),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** Why a fetch gave nothing, named for what happens next. */
export const fetchFailureSchema = z.enum([
  /** The session ended: wait for the rep to sign in to the webmail, then try again. */
  'signed-out',
  /** Every rung failed for now; try again later. */
  'unavailable',
  /** The message is gone from the mailbox (undone, deleted): give up. */
  'gone',
  /** Larger than {@link MAX_SOURCE_BYTES}: parked with that reason. */
  'too-large',
]);
export type FetchFailure = z.infer<typeof fetchFailureSchema>;
