import { z } from 'zod';
import { addressSchema } from './address.ts';
import { MAX_RECIPIENTS } from './mail-reference.ts';

const recipients = z.array(addressSchema).max(MAX_RECIPIENTS);

/**
 * Why the text of a message may be missing although nothing went wrong: it is sealed, or it never was in the message.
 * `confidential` is Gmail's confidential mode, whose source holds only a notice and a link, and mail whose rights Microsoft
 * manages, of which only who and when may leave the webmail.
 */
export const protectionSchema = z.enum(['none', 'confidential', 'smime-encrypted', 'smime-signed', 'pgp']);
export type Protection = z.infer<typeof protectionSchema>;

export const attachmentInfoSchema = z.object({
  /** File name made safe: no folders, no control characters, no direction overrides. */
  name: z.string().min(1).max(255),
  mimeType: z.string().max(255),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** `inline` pictures belong to the body and are told apart from files the sender attached. */
  disposition: z.enum(['attachment', 'inline']),
  contentId: z.string().max(998).optional(),
});
export type AttachmentInfo = z.infer<typeof attachmentInfoSchema>;

/** A message in the terms of RFC 5322, without its attachments' bytes. */
export const messageSchema = z.object({
  /** Message-ID header with its angle brackets; made from the site's id when the header is missing. */
  messageId: z.string().min(3).max(998),
  inReplyTo: z.string().max(998).optional(),
  references: z.array(z.string().max(998)).max(200),
  from: addressSchema.optional(),
  to: recipients,
  cc: recipients,
  bcc: recipients,
  replyTo: recipients,
  subject: z.string().max(10_000),
  /** Date header, or the site's time where the header is missing or absurd. Ms since the epoch. */
  sentAt: z.number().int().nonnegative(),
  text: z.string(),
  html: z.string().optional(),
  protection: protectionSchema,
  automatedSigns: z.array(z.string().max(60)).max(20),
  attachments: z.array(attachmentInfoSchema).max(1000),
});
export type Message = z.infer<typeof messageSchema>;

/** A message with what it carries; `bytes[i]` belongs to `message.attachments[i]`, null where it could not be read. */
export interface WholeMessage {
  message: Message;
  bytes: (Uint8Array<ArrayBuffer> | null)[];
}
