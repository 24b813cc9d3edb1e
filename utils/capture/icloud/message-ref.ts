import { parseFolder } from './folders.ts';
import type { Place, Uid } from './page/question.ts';

/** As long as a reference may be. */
const MAX_REF = 600;

/**
 * A Message-ID in its angle brackets, as headers and answers write it with or without them. Spaces within are folding.
 */
export function parseMessageId(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const inner = (/<([^<>]+)>/.exec(text)?.[1] ?? text).replace(/\s+/g, '');
  return inner === '' || /[<>]/.test(inner) ? undefined : `<${inner}>`;
}

/**
 * The name a message goes by: its Message-ID, which stays when it is moved. Without one, or where it is too long, the
 * place it lies in.
 */
export function toRef(place: Place & { uidValidity?: string }, messageId: string | undefined): string {
  if (messageId !== undefined && messageId.length <= MAX_REF) return messageId;
  return `${place.folder}/${place.uidValidity ?? ''}/${place.uid}`.slice(-MAX_REF);
}

/** The place a name without Message-ID tells. */
export function placeOfRef(ref: string): Place | undefined {
  if (ref.startsWith('<')) return undefined;
  const parts = /^(.+)\/[^/]*\/([^/]+)$/.exec(ref);
  const folder = parseFolder(parts?.[1]);
  const uid = parts?.[2];
  return folder === undefined || uid === undefined ? undefined : { folder, uid: toUid(uid) };
}

/** The server's `message:<folder>/<uid>`, also of parts and with another word before it. A folder's path may hold slashes. */
export function parseGuid(text: unknown): Place | undefined {
  if (typeof text !== 'string') return undefined;
  const path = /^(?:[a-z]+:)?(.+)\/([^/]+)$/.exec(text);
  const folder = parseFolder(path?.[1]);
  const uid = path?.[2];
  return folder === undefined || uid === undefined ? undefined : { folder, uid: toUid(uid) };
}

/** Uids are numbers; where text is all there is, they are made numbers again. */
function toUid(text: string): Uid {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : text;
}
