import type { StructuredMessage } from '../../../model/delivery.ts';
import { timeOfLegacyHex } from '../ids.ts';
import type { MailRecord, RecordAttachment } from '../readers/mail-record.ts';

/** A message read from a record, and the files still to be fetched for it. */
export interface StructuredDraft {
  message: StructuredMessage;
  /** For each attachment of the message, its place in the source; absent where there is none to ask for. */
  attids: (string | undefined)[];
  missing: string[];
}

/** Turns a record that holds its text into what the ladder delivers; undefined when it holds none. */
export function toStructured(record: MailRecord): StructuredDraft | undefined {
  if (record.body === undefined) return undefined;
  const { body, attachments = [] } = record;
  const { to, cc, bcc, replyTo } = record;
  const missing: string[] = [];
  if (record.messageId === undefined) missing.push('messageId');
  if (record.from === undefined) missing.push('from');
  if (to === undefined && cc === undefined && bcc === undefined) missing.push('recipients');
  const sentAt = record.headerMs ?? record.internalMs ?? timeOf(record.legacyHex);
  const protection = protectionOf(attachments);
  return {
    attids: attachments.map(({ attid }) => attid),
    missing,
    message: {
      to: to ?? [],
      cc: cc ?? [],
      bcc: bcc ?? [],
      replyTo: replyTo ?? [],
      subject: (record.subject ?? record.threadSubject ?? '').slice(0, 10_000),
      html: body.html,
      attachments: attachments.slice(0, 1000).map(toAttachmentInfo),
      ...(record.messageId === undefined ? {} : { messageId: record.messageId }),
      ...(record.inReplyTo === undefined ? {} : { inReplyTo: record.inReplyTo }),
      ...(record.references === undefined ? {} : { references: record.references.slice(0, 200) }),
      ...(record.from === undefined ? {} : { from: record.from }),
      ...(sentAt === undefined ? {} : { sentAt }),
      ...(protection === undefined ? {} : { protection }),
    },
  };
}

function timeOf(legacyHex: string | undefined): number | undefined {
  return legacyHex === undefined ? undefined : timeOfLegacyHex(legacyHex);
}

function toAttachmentInfo({ name, mimeType, size, realattid }: RecordAttachment) {
  const inline = realattid?.startsWith('ii_') === true;
  return {
    name: (name ?? '').slice(0, 1000),
    mimeType: (mimeType ?? 'application/octet-stream').slice(0, 255),
    inline,
    ...(size === undefined ? {} : { size }),
    ...(inline && realattid !== undefined ? { contentId: realattid } : {}),
  };
}

/** Sealed mail is known by the parts it consists of; anything finer takes the source. */
function protectionOf(attachments: readonly RecordAttachment[]): StructuredMessage['protection'] {
  const types = attachments.map(({ mimeType }) => (mimeType ?? '').toLowerCase());
  if (types.includes('application/pgp-encrypted')) return 'pgp';
  if (types.some((type) => /^application\/(?:x-)?pkcs7-mime$/.test(type))) return 'smime-encrypted';
  if (types.some((type) => /^application\/(?:x-)?pkcs7-signature$/.test(type))) return 'smime-signed';
  return undefined;
}
