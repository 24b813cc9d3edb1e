import { type StructuredMessage, structuredMessageSchema } from '../../model/delivery.ts';
import type { Message } from '../../model/message.ts';
import { toAttachmentInfo, toContentId } from './attachments.ts';
import { htmlToPlainText } from './html-text.ts';
import { madeMessageId, parseMessageIds } from './message-id.ts';
import { toProtection } from './protection.ts';
import type { ReadContext, ReadResult } from './read-result.ts';
import { toSentAt } from './sent-at.ts';
import { toOneLine } from './text.ts';

/** JSON of a message without its files; the longest bodies seen are a tenth of this. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

/**
 * Reads a message the page could only tell about: JSON of {@link StructuredMessage} in part 0, files after it.
 */
export async function readStructured(
  parts: readonly Uint8Array<ArrayBuffer>[],
  context: ReadContext,
): Promise<ReadResult> {
  const [json, ...files] = parts;
  if (!json || json.length > MAX_JSON_BYTES) return { ok: false, why: json ? 'too-large' : 'empty' };
  const told = parseTold(json);
  if (!told) return { ok: false, why: 'malformed' };

  const missing: string[] = [];
  const html = told.html?.toWellFormed() ?? '';
  const plain = told.text?.trim() || html === '' ? { text: told.text ?? '', cut: false } : htmlToPlainText(html);
  if (plain.cut) missing.push('end-of-body');
  const text = plain.text.toWellFormed().replace(/\r\n?/g, '\n').trim();

  const bytes = told.attachments.map((one) => (one.part === undefined ? null : (files[one.part - 1] ?? null)));
  if (bytes.includes(null)) missing.push('attachments');
  const [messageId] = parseMessageIds(told.messageId);
  const [inReplyTo] = parseMessageIds(told.inReplyTo);
  const message: Message = {
    messageId: messageId ?? (await madeMessageId(seedOf(told, context))),
    ...(inReplyTo ? { inReplyTo } : {}),
    references: (told.references ?? []).flatMap(parseMessageIds).slice(-200),
    ...(told.from ? { from: told.from } : {}),
    to: told.to,
    cc: told.cc,
    bcc: told.bcc,
    replyTo: told.replyTo,
    subject: toOneLine(told.subject, 10_000),
    sentAt: toSentAt(told.sentAt, context.siteTime),
    text,
    ...(html ? { html } : {}),
    protection:
      told.protection ??
      toProtection({ contentType: '', partTypes: told.attachments.map((a) => a.mimeType), text, html }),
    automatedSigns: [],
    attachments: told.attachments.map((one, at) =>
      toAttachmentInfo({
        name: one.name,
        mimeType: one.mimeType.toLowerCase(),
        size: bytes[at]?.length ?? one.size ?? 0,
        inline: one.inline,
        contentId: toContentId(one.contentId),
        number: at + 1,
      }),
    ),
  };
  return { ok: true, whole: { message, bytes }, missing };
}

function parseTold(json: Uint8Array): StructuredMessage | undefined {
  try {
    return structuredMessageSchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))).data;
  } catch {
    // No JSON, or an object in place of a text: Zod compares its `length`, and throws where that is no number's like.
    return undefined;
  }
}

/** What identifies the message where the page does not know its Message-ID. */
function seedOf({ from, to, cc, sentAt, subject }: StructuredMessage, { siteId }: ReadContext): string[] {
  const emails = [...to, ...cc].map(({ email }) => email);
  return [siteId, from?.email ?? '', ...emails, String(sentAt ?? ''), subject];
}
