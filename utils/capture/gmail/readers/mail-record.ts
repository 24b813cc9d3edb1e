import type { Address } from '../../../model/address.ts';
import type { MailState } from '../../../model/mail-reference.ts';

/** A file a record names. */
export interface RecordAttachment {
  attid?: string;
  name?: string;
  mimeType?: string;
  /** Bytes. */
  size?: number;
  /** `f_…` for files, `ii_…` for pictures inside the text. */
  realattid?: string;
  url?: string;
}

/** All a Gmail record says of one message. Fields are absent where the record was silent. */
export interface MailRecord {
  /** Sync id, `msg-f:…` or `msg-a:…`; classic records of received mail have none. */
  id?: string;
  legacyHex?: string;
  threadId?: string;
  threadLegacyHex?: string;
  parentLegacyHex?: string;
  /** Message-ID header with its angle brackets. */
  messageId?: string;
  from?: Address;
  to?: Address[];
  cc?: Address[];
  bcc?: Address[];
  replyTo?: Address[];
  /** People of a folded classic message, roles unknown. */
  recipientsUnordered?: string[];
  /** Date header or the writer's clock, ms since the epoch. */
  headerMs?: number;
  /** The server's time, ms since the epoch. */
  internalMs?: number;
  subject?: string;
  threadSubject?: string;
  snippet?: string;
  /** Codes such as `^i`, never translated names. */
  labels?: string[];
  references?: string[];
  inReplyTo?: string;
  /** The mailbox that got it. */
  mailbox?: string;
  hasListId?: boolean;
  body?: RecordBody;
  attachments?: RecordAttachment[];
}

export interface RecordBody {
  html: string;
  /** Of each part: 0 written text, 2 quoted, 1 and 3 added. Empty for classic records, whose body is one text. */
  partKinds: number[];
  /** False where the record says the message was written as plain text. */
  isHtml: boolean;
}

/** Labels added to or taken from messages, by the page (`request`) or confirmed by the server (`response`). */
export interface LabelChange {
  kind: 'request' | 'response';
  threadId?: string;
  added: string[];
  removed: string[];
  messageIds: string[];
}

/** What one text of the sync layer holds, in its order. */
export interface SyncReading {
  messages: MailRecord[];
  labelChanges: LabelChange[];
}

/**
 * State by label codes: `^r` is a draft, `^f` was sent, `^pfg` is on its way out, `^scheduled` waits at the server.
 * A message to oneself has `^f` and `^i`, and counts as sent. Never decided by sender, because of aliases.
 */
export function stateOf(
  labels: readonly string[],
): Extract<MailState, 'draft' | 'sent' | 'sending' | 'scheduled' | 'received'> {
  if (labels.includes('^r')) return 'draft';
  if (labels.includes('^f')) return 'sent';
  if (labels.includes('^pfg')) return 'sending';
  if (labels.includes('^scheduled')) return 'scheduled';
  return 'received';
}

/** The record without fields that hold nothing, so that what is absent here was absent there. */
export function compact(record: { [K in keyof MailRecord]: MailRecord[K] | undefined }): MailRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as MailRecord;
}

/** Two halves of one message, such as head and content of a conversation; the first one wins where both speak. */
export function merge(first: MailRecord, second: MailRecord): MailRecord {
  return { ...second, ...first };
}
