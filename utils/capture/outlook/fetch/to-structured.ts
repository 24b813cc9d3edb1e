import type { StructuredMessage } from '../../../model/delivery.ts';
import type { ItemAttachmentInfo, MailItem } from '../readers/mail-item.ts';

/** A message as its JSON tells it, and the files still to be fetched for it. */
export interface StructuredDraft {
  message: StructuredMessage;
  /** For each attachment of the message its id; absent where there are no bytes to ask for. */
  fileIds: (string | undefined)[];
  missing: string[];
}

/** Turns what is known of a message into what the ladder delivers; undefined where nobody knows what it says. */
export function toStructured(item: Partial<MailItem>): StructuredDraft | undefined {
  const { body, attachments = [] } = item;
  const protection = protectionOf(item);
  if (body === undefined && protection === undefined) return undefined;
  const missing = missingOf(item);
  if (body === undefined || body.isPart) missing.push('body');
  return {
    missing,
    fileIds: attachments.map(({ kind, id }) => (kind === 'file' ? id : undefined)),
    message: {
      ...envelopeOf(item),
      attachments: attachments.map(toAttachmentInfo),
      ...(body === undefined ? {} : body.isHtml ? { html: body.value } : { text: body.value }),
      ...(protection === undefined ? {} : { protection }),
    },
  };
}

/** Who and when, and nothing it says: for a message whose sender allows nobody to take it out of the webmail. */
export function toSealed(item: Partial<MailItem>): StructuredDraft {
  const message: StructuredMessage = { ...envelopeOf(item), attachments: [], protection: 'confidential' };
  return { message, fileIds: [], missing: [...missingOf(item), 'body', 'attachments'] };
}

function envelopeOf(item: Partial<MailItem>): Omit<StructuredMessage, 'attachments'> {
  const sentAt = item.sentMs ?? item.receivedMs;
  return {
    to: item.to?.people ?? [],
    cc: item.cc?.people ?? [],
    bcc: item.bcc?.people ?? [],
    replyTo: item.replyTo?.people ?? [],
    subject: (item.subject ?? '').slice(0, 10_000),
    ...(item.messageId === undefined ? {} : { messageId: item.messageId }),
    ...(item.inReplyTo === undefined ? {} : { inReplyTo: item.inReplyTo }),
    ...(item.references === undefined ? {} : { references: item.references.filter((id) => id.length <= 998) }),
    ...(item.from === undefined ? {} : { from: item.from }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}

function missingOf({ messageId, from, to, cc }: Partial<MailItem>): string[] {
  const missing: string[] = [];
  if (messageId === undefined) missing.push('messageId');
  if (from === undefined) missing.push('from');
  if (to?.isWhole !== true || cc?.isWhole === false) missing.push('recipients');
  return missing;
}

function toAttachmentInfo({ kind, name, mimeType, size, isInline, contentId }: ItemAttachmentInfo) {
  return {
    name,
    mimeType: kind === 'item' ? 'message/rfc822' : mimeType,
    inline: isInline,
    ...(size === undefined ? {} : { size }),
    ...(contentId === undefined ? {} : { contentId }),
  };
}

/** Sealed mail is known by its class, or by the one file it consists of; anything finer takes the source. */
function protectionOf({ itemClass = '', attachments = [] }: Partial<MailItem>): StructuredMessage['protection'] {
  if (/\.SMIME\.MultipartSigned/i.test(itemClass)) return 'smime-signed';
  if (/\.SMIME/i.test(itemClass)) return 'smime-encrypted';
  const isRpmsg = attachments.some(({ name, mimeType }) => /\.rpmsg$/i.test(name) || /rpmsg/i.test(mimeType));
  return /rpmsg/i.test(itemClass) || isRpmsg ? 'confidential' : undefined;
}
