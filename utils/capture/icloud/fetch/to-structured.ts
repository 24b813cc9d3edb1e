import type { StructuredMessage } from '../../../model/delivery.ts';
import type { WholeMessage } from '../loaded-messages.ts';
import { parseMessageId } from '../message-ref.ts';
import type { HeaderBlock } from '../readers/header-block.ts';
import type { MailPart } from '../readers/mail-record.ts';

/** A message read from the webmail's own answers, and the files still to be fetched for it. */
export interface StructuredDraft {
  message: StructuredMessage;
  /** For each attachment of the message, its part. */
  files: MailPart[];
  missing: string[];
}

const MAX_SUBJECT = 10_000;
const MAX_HEADER = 998;

/** Parts whose text is the message itself. */
export function textPartsOf(parts: readonly MailPart[]): MailPart[] {
  return parts.filter((part) => !isFile(part) && /^text\/(?:html|plain)\b/.test(part.contentType));
}

function isFile({ isAttachment, disposition, contentType, fileName }: MailPart): boolean {
  if (isAttachment || disposition === 'attachment') return true;
  return !/^(?:text|multipart)\//.test(contentType) && contentType !== '' ? true : fileName !== undefined;
}

/** Undefined where none of its text is there. */
export function toStructured({ record, headers, contents, parts }: WholeMessage): StructuredDraft | undefined {
  const texts = toTexts(contents, parts);
  if (texts.html === undefined && texts.text === undefined) return undefined;
  const { from, to, cc, bcc, replyTo = [], sentAt, subject = '' } = record;
  const messageId = record.messageId ?? parseMessageId(headers.get('message-id')?.[0]);
  const inReplyTo = parseMessageId(headers.get('in-reply-to')?.[0]);
  const references = (
    headers
      .get('references')
      ?.join(' ')
      .match(/<[^<>]+>/g) ?? []
  )
    .filter(isShort)
    .slice(0, 200);
  const missing: string[] = [];
  if (messageId === undefined) missing.push('messageId');
  if (from === undefined) missing.push('from');
  if (to === undefined && cc === undefined && bcc === undefined) missing.push('recipients');
  const files = parts.filter((part) => isFile(part) && !contents.has(part.partId));
  const protection = protectionOf(parts, headers);
  return {
    files,
    missing,
    message: {
      to: to ?? [],
      cc: cc ?? [],
      bcc: bcc ?? [],
      replyTo,
      subject: subject.slice(0, MAX_SUBJECT),
      ...texts,
      attachments: files.slice(0, 1000).map(toAttachmentInfo),
      ...(messageId === undefined || !isShort(messageId) ? {} : { messageId }),
      ...(inReplyTo === undefined || !isShort(inReplyTo) ? {} : { inReplyTo }),
      ...(references.length === 0 ? {} : { references }),
      ...(from === undefined ? {} : { from }),
      ...(sentAt === undefined ? {} : { sentAt }),
      ...(protection === undefined ? {} : { protection }),
    },
  };
}

/** What each text is stands in the metadata; where that was not seen, its own looks have to do. */
function toTexts(contents: ReadonlyMap<string, string>, parts: readonly MailPart[]): { html?: string; text?: string } {
  const typeOf = new Map(parts.map((part) => [part.partId, part]));
  const html: string[] = [];
  const plain: string[] = [];
  for (const [partId, content] of [...contents].toSorted(([one], [other]) =>
    one.localeCompare(other, 'en', { numeric: true }),
  )) {
    const part = typeOf.get(partId);
    if (part !== undefined && isFile(part)) continue;
    const isHtml =
      part === undefined
        ? /<(?:html|body|div|p|br|table|span)\b/i.test(content)
        : part.contentType.startsWith('text/html');
    (isHtml ? html : plain).push(content);
  }
  return {
    ...(html.length === 0 ? {} : { html: html.join('\n') }),
    ...(plain.length === 0 ? {} : { text: plain.join('\n') }),
  };
}

function toAttachmentInfo({ fileName, contentType, size, disposition }: MailPart) {
  return {
    name: (fileName ?? '').slice(0, 1000),
    mimeType: (contentType === '' ? 'application/octet-stream' : contentType).slice(0, 255),
    inline: disposition === 'inline',
    ...(size === undefined ? {} : { size }),
  };
}

/** Sealed mail is known by the parts it consists of; anything finer takes the source. */
function protectionOf(parts: readonly MailPart[], headers: HeaderBlock): StructuredMessage['protection'] {
  const types = [headers.get('content-type')?.[0]?.toLowerCase() ?? '', ...parts.map(({ contentType }) => contentType)];
  const has = (pattern: RegExp) => types.some((type) => pattern.test(type));
  if (has(/application\/pgp-encrypted/)) return 'pgp';
  if (has(/application\/(?:x-)?pkcs7-mime/)) return 'smime-encrypted';
  return has(/application\/(?:x-)?pkcs7-signature/) ? 'smime-signed' : undefined;
}

function isShort(text: string): boolean {
  return text.length <= MAX_HEADER;
}
