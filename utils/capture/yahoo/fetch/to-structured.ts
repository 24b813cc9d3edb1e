import type { StructuredMessage } from '../../../model/delivery.ts';
import type { Send } from '../outgoing.ts';
import type { LoadedBody, MailRecord, RecordAttachment } from '../readers/mail-record.ts';

/** A message put together from answers, and the parts still to be fetched for it. */
export interface StructuredDraft {
  message: StructuredMessage;
  /** For each attachment of the message, its place in the source; absent where that is not known. */
  parts: (string | undefined)[];
  missing: string[];
}

/**
 * Puts a message together from what the webmail's JSON says of it. Its HTML is not the sender's: the server renames classes
 * and leads pictures through a proxy.
 */
export function toStructured(record: MailRecord, body: LoadedBody, send?: Send): StructuredDraft {
  const { attachments = [] } = record;
  const written = send?.content;
  const missing = ['original-html'];
  if (record.messageId === undefined) missing.push('messageId');
  const from = record.from ?? written?.from;
  const to = written?.to ?? record.to;
  const cc = written?.cc ?? record.cc;
  const bcc = written?.bcc ?? record.bcc;
  if (from === undefined) missing.push('from');
  if (to === undefined) missing.push('to');
  if (cc === undefined) missing.push('cc');
  if (bcc === undefined) missing.push('bcc');
  const files = Math.max(record.attachmentCount ?? 0, written?.attachmentCount ?? 0);
  if (files > attachments.length) missing.push('attachments');
  const sentAt = record.internalMs ?? send?.at;
  const { inReplyTo } = record;
  return {
    missing,
    parts: attachments.map(({ part }) => part),
    message: {
      to: to ?? [],
      cc: cc ?? [],
      bcc: bcc ?? [],
      replyTo: record.replyTo ?? [],
      subject: (record.subject ?? written?.subject ?? '').slice(0, 10_000),
      attachments: attachments.map(toAttachmentInfo),
      ...(body.html === undefined ? {} : { html: body.html }),
      ...(body.text === undefined ? {} : { text: body.text }),
      ...(record.messageId === undefined ? {} : { messageId: record.messageId.slice(0, 998) }),
      // Yahoo writes such ids into first messages, and they name none.
      ...(inReplyTo === undefined || inReplyTo.includes('.ref@') ? {} : { inReplyTo: inReplyTo.slice(0, 998) }),
      ...(from === undefined ? {} : { from }),
      ...(sentAt === undefined ? {} : { sentAt }),
    },
  };
}

function toAttachmentInfo({ name, mimeType, size }: RecordAttachment) {
  return {
    name: (name ?? '').slice(0, 1000),
    mimeType: (mimeType ?? 'application/octet-stream').slice(0, 255),
    inline: false,
    ...(size === undefined ? {} : { size }),
  };
}
