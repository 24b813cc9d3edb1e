import { isMessageId } from './ids.ts';

/** What can be read of a mailbox. Each becomes one GET request that changes nothing. */
export type Question =
  /** Who wrote it to whom, its folder and time: no word of what it says. */
  | { what: 'message'; mid: string }
  | { what: 'body'; mid: string }
  | { what: 'raw'; mid: string; at?: 'apis' }
  | { what: 'part'; mid: string; part: string }
  /** The newest messages of a folder, without their text. */
  | { what: 'newest'; folderId: string };

const NEWEST = 15;

/** Reads a question of the isolated side; undefined for anything that would make another address than those above. */
export function parseQuestion(text: string): Question | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { what, mid, part, folderId, at } = (found ?? {}) as Record<string, unknown>;
  if (what === 'newest') return isFolderId(folderId) ? { what, folderId } : undefined;
  if (!isMessageId(mid)) return undefined;
  if (what === 'message' || what === 'body') return { what, mid };
  if (what === 'raw') return at === 'apis' ? { what, mid, at } : { what, mid };
  if (what === 'part') return isPartId(part) ? { what, mid, part } : undefined;
  return undefined;
}

/** Path and query of a question, without credentials. */
export function toPath(question: Question, mailboxId: string | undefined): string {
  const mailbox = `/ws/v3/mailboxes/@${mailboxId === undefined ? '' : `.id==${mailboxId}`}`;
  if (question.what === 'newest') {
    const query = `folderId:${question.folderId} count:${NEWEST} offset:0 -sort:date`;
    return `${mailbox}/messages/@.select==q?q=${encodeURIComponent(query)}`;
  }
  const message = `${mailbox}/messages/@.id==${question.mid}`;
  if (question.what === 'message') return message;
  if (question.what === 'body') return `${message}/content/simplebody/full`;
  if (question.what === 'raw') return `${message}/content/rawplaintext`;
  return `${message}/content/parts/@.id==${question.part}/raw`;
}

/** Parts are named by their place in the message: `2`, `3`, `2.1`. */
export function isPartId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,3}(?:\.\d{1,3}){0,9}$/.test(value);
}

function isFolderId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,60}$/.test(value);
}
