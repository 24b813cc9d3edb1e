import { z } from 'zod';
import { emailSchema } from '../model/address.ts';
import { deliverySchema, fetchFailureSchema, fetchOrderSchema, PIECE_BYTES } from '../model/delivery.ts';
import { layoutReportSchema, noticeSourceSchema } from '../model/layout-report.ts';
import { mailReferenceSchema } from '../model/mail-reference.ts';
import { siteIdSchema } from '../model/site.ts';

/** Base64 of one piece. */
const pieceDataSchema = z.string().max(Math.ceil(PIECE_BYTES / 3) * 4 + 4);

const connectionStepSchema = z.object({
  /** Key of the sentence in the locales: `reach`, `sign-in`, `who-am-i`, `read-contacts`, `log-mail`. */
  step: z.enum(['reach', 'sign-in', 'who-am-i', 'read-contacts', 'log-mail']),
  ok: z.boolean(),
  /** The server's own words, where it had any. */
  detail: z.string().max(500).optional(),
});

/** What a page may do now. */
const captureSchema = z.object({
  on: z.boolean(),
  /** False: nothing may be requested in the session, only what the page itself loads may be used. */
  activeReads: z.boolean(),
  orders: z.array(fetchOrderSchema),
});

/**
 * What crosses between the parts of the extension. The direction is in the name: who asks, who answers.
 * The answering side parses the request before it acts, the asking side parses the answer.
 */
export const protocol = {
  /** A webmail page has loaded, or learnt its mailbox: may it observe, and is there something left to read? */
  'content-bg:hello': {
    request: z.object({
      site: siteIdSchema,
      account: emailSchema.optional(),
      /** Further addresses of the same mailbox. */
      aliases: z.array(emailSchema).max(200).optional(),
    }),
    response: captureSchema,
  },
  /** Messages seen. The answer names those to read; everything else is to be forgotten by the page. */
  'content-bg:notice': {
    request: z.object({ references: z.array(mailReferenceSchema).min(1).max(500) }),
    response: z.object({ orders: z.array(fetchOrderSchema) }),
  },
  /** A piece of a part. `restart` means the background lost the pieces before it: send the order again from the start. */
  'content-bg:piece': {
    request: z.object({
      orderId: z.string().min(1).max(100),
      part: z.number().int().nonnegative().max(1000),
      index: z.number().int().nonnegative().max(1000),
      data: pieceDataSchema,
    }),
    response: z.object({ restart: z.boolean() }),
  },
  /** All pieces are out. `stored` is answered only after a commit that survives a power cut. */
  'content-bg:deliver': {
    request: deliverySchema,
    response: z.object({ outcome: z.enum(['stored', 'restart', 'not-wanted']) }),
  },
  'content-bg:fetchFailed': {
    request: z.object({ orderId: z.string().min(1).max(100), failure: fetchFailureSchema }),
    response: z.object({}),
  },
  'content-bg:trouble': {
    request: layoutReportSchema,
    response: z.object({}),
  },
  /** A way of noticing that was blind sees again. */
  'content-bg:recovered': {
    request: z.object({ site: siteIdSchema, source: noticeSourceSchema }),
    response: z.object({}),
  },
  /** The switch was turned: observe, or stop at once. */
  'bg-content:capture': {
    request: captureSchema,
    response: z.object({}),
  },
  'ui-bg:setCapture': { request: z.object({ on: z.boolean() }), response: z.object({}) },
  'ui-bg:giveConsent': { request: z.object({}), response: z.object({}) },
  'ui-bg:retry': { request: z.object({ id: z.string().optional() }), response: z.object({}) },
  'ui-bg:testConnection': {
    request: z.object({
      crmUrl: z.string().max(2000),
      publicKey: z.string().max(500),
      privateKey: z.string().max(500),
      repAddress: z.string().max(320),
    }),
    response: z.object({ steps: z.array(connectionStepSchema) }),
  },
  'ui-bg:syncNow': { request: z.object({}), response: z.object({}) },
} as const satisfies Record<string, { request: z.ZodType; response: z.ZodType }>;

export type Protocol = typeof protocol;
export type MessageType = keyof Protocol;
export type RequestOf<T extends MessageType> = z.infer<Protocol[T]['request']>;
export type ResponseOf<T extends MessageType> = z.infer<Protocol[T]['response']>;
