import type { Attachment } from 'postal-mime';
import type { AttachmentInfo, WholeMessage } from '../../model/message.ts';
import { nameForType, toSafeFileName } from './file-name.ts';
import { toOneLine } from './text.ts';

/** More files than any webmail sends. */
export const MAX_ATTACHMENTS = 1000;
const AMP = 'text/x-amp-html';
const MAX_CONTENT_ID = 998;

type Carried = WholeMessage['bytes'][number];

/** What a message carries, pictures of the body told from files. The AMP copy of the body is neither. */
export function toAttachments(parts: readonly Attachment[], html: string): { info: AttachmentInfo; bytes: Carried }[] {
  const shown = referencedContentIds(html);
  return parts
    .filter((part) => part.mimeType !== AMP)
    .slice(0, MAX_ATTACHMENTS)
    .map((part, at) => {
      const bytes = toBytes(part.content);
      const contentId = toContentId(part.contentId);
      const info = toAttachmentInfo({
        name: part.filename ?? '',
        mimeType: part.mimeType,
        size: bytes.length,
        inline: isOfBody(part, contentId, shown),
        contentId,
        number: at + 1,
      });
      return { info, bytes };
    });
}

/** One attachment in safe terms, from any form a message comes in. */
export function toAttachmentInfo(part: {
  name: string;
  mimeType: string;
  size: number;
  inline: boolean;
  contentId: string | undefined;
  number: number;
}): AttachmentInfo {
  const mimeType = toOneLine(part.mimeType, 255) || 'application/octet-stream';
  return {
    name: toSafeFileName(part.name, nameForType(mimeType, part.number)),
    mimeType,
    size: part.size,
    disposition: part.inline ? 'inline' : 'attachment',
    ...(part.contentId ? { contentId: part.contentId } : {}),
  };
}

/** A Content-ID without its angle brackets, as `cid:` addresses name it. */
export function toContentId(value: string | undefined): string | undefined {
  return toOneLine((value ?? '').replace(/[<>]/g, ''), MAX_CONTENT_ID) || undefined;
}

/**
 * A part belongs to the body when the HTML shows it, whatever its disposition says (Outlook marks such pictures as
 * attachments). A picture meant to be inline that nothing shows is one the sender dropped into the text: a file.
 */
function isOfBody(part: Attachment, contentId: string | undefined, shown: ReadonlySet<string>): boolean {
  if (contentId && shown.has(contentId.toLowerCase())) return true;
  return part.related === true && part.disposition === 'inline' && part.mimeType.startsWith('image/');
}

function referencedContentIds(html: string): Set<string> {
  const ids = new Set<string>();
  for (const [, id = ''] of html.matchAll(/\bcid:([^"'\s<>)]{1,998})/gi)) ids.add(decoded(id).toLowerCase());
  return ids;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toBytes(content: Attachment['content']): Uint8Array<ArrayBuffer> {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof ArrayBuffer ? new Uint8Array(content) : new Uint8Array(content);
}
