/** An id the server gives within a folder; kept as it was written, number or text. */
export type Uid = number | string;

/** Where a message lies. A uid says nothing without its folder. */
export interface Place {
  folder: string;
  uid: Uid;
}

/** What the isolated side may ask the page's own world to read. None of it changes anything in the mailbox. */
export type Question =
  /** The message as it came, RFC 822. */
  | { raw: Place }
  /** Who wrote to whom in a conversation. */
  | { thread: string; folder: string }
  /** The newest conversations of a folder. */
  | { threads: { folder: string; max: number } }
  /** The header block, and with part ids also those parts; never marks as read. */
  | { message: Place & { parts: string[] } }
  /** One attachment. */
  | { part: Place & { partId: string; type: string; name: string } }
  /** Addresses of the account, by the sign-in or by the settings of mail. */
  | { account: AccountSource };

export type AccountSource = 'validate' | 'preferences';

const MAX_TEXT = 1000;
const MAX_PARTS = 100;
const MAX_THREADS = 100;

/** Reads a question; undefined for what is none. It crossed a port a hostile page might hold. */
export function parseICloudQuestion(text: string): Question | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const question = fieldsOf(parsed);
  const { thread, folder, account } = question;
  if (isName(thread)) return isName(folder) ? { thread, folder } : undefined;
  if (account === 'validate' || account === 'preferences') return { account };
  const threads = fieldsOf(question.threads);
  if (isName(threads.folder)) {
    const max = Math.min(Math.max(Math.trunc(Number(threads.max)) || 1, 1), MAX_THREADS);
    return { threads: { folder: threads.folder, max } };
  }
  const raw = placeOf(question.raw);
  if (raw !== undefined) return { raw };
  const message = placeOf(question.message);
  if (message !== undefined) {
    const { parts } = fieldsOf(question.message);
    const named = Array.isArray(parts) ? parts.filter(isName).slice(0, MAX_PARTS) : [];
    return { message: { ...message, parts: named } };
  }
  const part = placeOf(question.part);
  const { partId, type, name } = fieldsOf(question.part);
  if (part === undefined || !isName(partId)) return undefined;
  return { part: { ...part, partId, type: isName(type) ? type : '', name: isName(name) ? name : '' } };
}

function placeOf(value: unknown): Place | undefined {
  const { folder, uid } = fieldsOf(value);
  if (!isName(folder)) return undefined;
  return isName(uid) || Number.isSafeInteger(uid) ? { folder, uid: uid as Uid } : undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}
