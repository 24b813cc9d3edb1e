import { z } from 'zod';
import type { Message, WholeMessage } from '../model/message.ts';
import type { LogEntry } from '../model/outbox.ts';

/**
 * One file on its way to the CRM. `uploadUrl` says where its bytes go; a worker that dies after getting one goes on
 * there, and sending the same bytes to the same address again changes nothing.
 */
const transferSchema = z.object({
  /** Index among the message's attachments; null for the message itself. */
  attachment: z.number().int().nonnegative().nullable(),
  name: z.string(),
  uploadUrl: z.string().optional(),
  /** Whether `uploadUrl` belongs to a document of the company, the second and last way. */
  isDocument: z.boolean(),
  state: z.enum(['open', 'done', 'left-out']),
});
export type Transfer = z.infer<typeof transferSchema>;

/** How far an entry is after its e-mail stands in the CRM; kept sealed in the row. */
export const progressSchema = z.object({
  transfers: z.array(transferSchema),
  /** Whether to look for a second e-mail under the same key. */
  confirm: z.boolean(),
});
export type Progress = z.infer<typeof progressSchema>;

export type LeftOut = LogEntry['leftOut'][number];

/** Which attachments go along, and which cannot. Pictures of the body are not files and are not mentioned. */
export function chooseAttachments(
  whole: { message: Message; sizes: readonly (number | null)[] },
  limitBytes: number,
): { sent: { index: number; name: string; size: number }[]; leftOut: LeftOut[] } {
  const sent: { index: number; name: string; size: number }[] = [];
  const leftOut: LeftOut[] = [];
  whole.message.attachments.forEach(({ name, disposition }, index) => {
    if (disposition === 'inline') return;
    const size = whole.sizes[index] ?? null;
    if (size === null) leftOut.push({ name, why: 'unreadable' });
    else if (size > limitBytes) leftOut.push({ name, why: 'too-large' });
    else sent.push({ index, name, size });
  });
  return { sent, leftOut };
}

/** Names a document holds everywhere: letters, digits and a few signs, 80 at most. */
export function toDocumentName(subject: string, ending: string): string {
  const plain = subject
    .replace(/[^\p{L}\p{N} ._()&+,-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+/, '')
    .slice(0, 80)
    .replace(/[ .]+$/, '');
  return `${plain || 'message'}.${ending}`;
}

/** The message itself as a file: its source where there is one, else its own text. */
export function toWholeFile(
  form: 'rfc822' | 'structured',
  parts: readonly Uint8Array<ArrayBuffer>[],
  message: Message,
): { name: string; bytes: Uint8Array<ArrayBuffer> } {
  const [source] = parts;
  if (form === 'rfc822' && source) return { name: toDocumentName(message.subject, 'eml'), bytes: source };
  const ending = message.html === undefined ? 'txt' : 'html';
  return {
    name: toDocumentName(message.subject, ending),
    bytes: new TextEncoder().encode(message.html ?? message.text),
  };
}

/** Idempotency key of a document, at most 100 characters. */
export function toDocumentExtId(extId: string, transfer: Transfer): string {
  return transfer.attachment === null ? `${extId}-whole` : `${extId}-${transfer.attachment}`;
}

/** Transfers of an e-mail just created, or found under our own key after an answer was lost. */
export function toTransfers(
  sent: readonly { index: number; name: string }[],
  uploadUrls: readonly (string | null)[],
  wholeName: string | null,
): Transfer[] {
  const files = sent.map(({ index, name }, i): Transfer => {
    const uploadUrl = uploadUrls[i] ?? undefined;
    return { attachment: index, name, isDocument: false, state: 'open', ...(uploadUrl ? { uploadUrl } : {}) };
  });
  if (wholeName === null) return files;
  return [...files, { attachment: null, name: wholeName, isDocument: false, state: 'open' }];
}

/** Sizes of what could be read. */
export function sizesOf(whole: WholeMessage): (number | null)[] {
  return whole.bytes.map((bytes) => bytes?.length ?? null);
}
