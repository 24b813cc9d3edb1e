/**
 * Names Yahoo gives: a message has an id ("mid") of 27 characters in base64url that has begun with `A` in every message
 * seen, a mailbox one that begins with `VjN-` or `VjJ-`.
 */

/** What the server's own answers call an id may be of another length one day, but it must be safe inside an address. */
const safeId = /^[A-Za-z0-9_-]{8,120}$/;
const shownId = /^A[A-Za-z0-9_-]{26}$/;
const mailboxId = /^[A-Za-z0-9_=~.-]{4,300}$/;

/** An id in a place where only ids stand: fields of answers, the end of `/messages/<mid>`. */
export function isMessageId(text: unknown): text is string {
  return typeof text === 'string' && safeId.test(text);
}

/** An id in a place where other things stand too, such as the end of an element's id: only the exact shape is believed. */
export function isShownMessageId(text: string): boolean {
  return shownId.test(text);
}

export function isMailboxId(text: unknown): text is string {
  return typeof text === 'string' && mailboxId.test(text);
}

/** What a path of the mail API is about. */
export interface MailPath {
  mailboxId?: string;
  /** Absent where the path names none, or a place in an earlier answer instead. */
  messageId?: string;
  about: 'save' | 'send' | 'body' | 'other';
}

const mailPath = /\/ws\/v3\/mailboxes\/@(?:\.id==([^/?]+))?(\/[^?]*)?/;
const oneMessage = /^\/messages\/@\.id==([^/]+)(\/.*)?$/;

/** Reads `/ws/v3/mailboxes/@.id==<mailbox>/messages/@.id==<mid>/send` and its siblings; undefined for other paths. */
export function parseMailPath(written: string): MailPath | undefined {
  const [, box, rest = ''] = mailPath.exec(decoded(written)) ?? [];
  if (box === undefined && rest === '') return undefined;
  const mailbox = isMailboxId(box) ? { mailboxId: box } : {};
  if (/^\/messages\/?$/.test(rest)) return { ...mailbox, about: 'save' };
  const [, id, part = ''] = oneMessage.exec(rest) ?? [];
  const message = isMessageId(id) ? { messageId: id } : {};
  const about = part === '/send' ? 'send' : part.startsWith('/content/simplebody') ? 'body' : 'other';
  return { ...mailbox, ...message, about };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the path stands as it was written.
    return text;
  }
}

/** Where the page is: `/d/folders/<fid>/messages/<mid>`, `/n/inbox/all`, `/b/…`. */
export interface Route {
  folderId?: string;
  messageId?: string;
  /** `other` are compose, search and settings. */
  kind: 'list' | 'message' | 'other';
}

export function parseRoute(pathname: string): Route {
  const [, folderId, messageId] = /\/folders\/([\w-]{1,60})(?:\/messages\/([\w-]+))?/.exec(pathname) ?? [];
  if (folderId !== undefined) {
    return isMessageId(messageId) ? { folderId, messageId, kind: 'message' } : { folderId, kind: 'list' };
  }
  const [, alone] = /\/messages\/([\w-]+)/.exec(pathname) ?? [];
  if (isMessageId(alone)) return { messageId: alone, kind: 'message' };
  return { kind: /^\/[dnb]\/inbox\b|^\/[dnb]?\/?$/.test(pathname) ? 'list' : 'other' };
}

/** Pages on the same hosts that show no mailbox: the API and its view of a raw message. */
export function isMailPage({ hostname, pathname }: Pick<Location, 'hostname' | 'pathname'>): boolean {
  return !/^(?:apis|data|caldav|calendar)\./.test(hostname) && !/\/raw\/?$/.test(pathname) && !/^\/ws\//.test(pathname);
}
