import type { Involved } from '../model/decision.ts';
import type { Delivery, FetchFailure, Rung } from '../model/delivery.ts';
import type { Company, Contact } from '../model/directory.ts';
import type { DirectoryPart, DirectoryState } from '../model/directory-store.ts';
import type { Direction } from '../model/mail-reference.ts';
import type { Protection } from '../model/message.ts';
import type { LogEntry, OutboxState, WaitReason } from '../model/outbox.ts';
import type { SiteId } from '../model/site.ts';

/** Something encrypted with a key of the `keys` table. */
export interface Sealed {
  keyId: string;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/**
 * A message somebody in the CRM is involved in, to be read from the webmail. Ids and companies, no content: it exists so
 * that the message is read all the same when the tab is closed or the browser dies before its bytes are here.
 */
export interface OrderRow {
  /** Digest of (site, account, ref): the same message seen again is the same row. */
  id: string;
  site: SiteId;
  account: string;
  ref: string;
  threadRef?: string;
  direction: Direction;
  /** Ms since the epoch, as the webmail has it. */
  sentAt?: number;
  involved: Involved[];
  noticedAt: number;
  /** Reads that failed in a row. */
  attempts: number;
  nextFetchAt: number;
  failure?: FetchFailure | 'storage-full';
  /** Given up until the rep asks for another try. */
  parked?: Extract<WaitReason, 'unreadable' | 'too-large'>;
}

/** A message stored from the webmail; one row however many copies of it were seen. */
export interface MessageRow {
  /** Digest of the Message-ID header. */
  id: string;
  /** Ids of the orders that led to it: every place it was seen in. */
  sourceKeys: string[];
  site: SiteId;
  ref: string;
  direction: Direction;
  form: Delivery['form'];
  sentAt: number;
  capturedAt: number;
  /** The parsed message, JSON; null after it was logged everywhere. */
  content: Sealed | null;
}

/** Bytes as the webmail delivered them; of a message, or of an order whose bytes could not be read. */
export interface PartRow {
  /** Id of the message or order. */
  owner: string;
  index: number;
  sealed: Sealed;
}

/** The content of a log entry's list line; sealed in {@link OutboxRow.card}. */
export type Card = Pick<
  LogEntry,
  'account' | 'subject' | 'counterpart' | 'accountName' | 'contactName' | 'attachmentNames'
>;

/** What came of an entry in words of others; sealed in {@link OutboxRow.outcome}. */
export type Outcome = Pick<LogEntry, 'detail' | 'leftOut'>;

/** One message at one company. States are drawn in `model/outbox.ts`; a row that is `done` is its receipt. */
export interface OutboxRow {
  /** Idempotency key: the e-mail's `extId` in the CRM, made from Message-ID and company. */
  id: string;
  messageId: string;
  accountId: number;
  contactId?: number;
  site: SiteId;
  ref: string;
  direction: Direction;
  rung: Rung;
  protection: Protection;
  /** Digest of (site, account, thread). */
  conversationKey: string;
  sentAt: number;
  capturedAt: number;
  state: OutboxState;
  reason?: WaitReason;
  attempts: number;
  nextAttemptAt: number;
  /** How far ahead `nextAttemptAt` was set, so that a clock turned back does not stretch the wait. */
  waitMs: number;
  /** A create may have happened without its answer reaching us. */
  unanswered: boolean;
  /** A create was about to be sent at least once: an e-mail found under our key may be our own. */
  createTried: boolean;
  /** Of the runner that has it in hand; whoever holds another changes nothing. */
  leaseId?: string;
  crmId?: number;
  crmUrl?: string;
  /** Other e-mails found under the same key: the create happened more than once. */
  duplicateCrmIds?: number[];
  doneAt?: number;
  card: Sealed;
  outcome?: Sealed;
  /** How far attachments are, JSON of the push runner; dropped when done. */
  progress?: Sealed;
}

export interface CounterRow {
  rule: string;
  count: number;
}

/** What a developer or administrator should look at. Names of things, never content. */
export interface TroubleRow {
  /** Kind and place in one string, so that the same trouble is one row. */
  id: string;
  kind: 'layout' | 'storage-full' | 'undecryptable' | 'unreadable' | 'duplicate-in-crm' | 'bad-row';
  /** A short name of what was missing or where. */
  what: string;
  /** Censored outline of a page. */
  outline?: string;
  count: number;
  firstAt: number;
  lastAt: number;
  /** It was over at this moment; absent while it lasts. */
  overAt?: number;
}

export interface KeyRow {
  id: string;
  key: CryptoKey;
}

/** A stop of the whole push. `until` null: until the rep signs in or settings change. */
export interface PauseRow {
  id: 'push';
  reason: WaitReason;
  until: number | null;
  waitMs: number;
}

export type CompanyRow = Company & { round: number };
export type ContactRow = Contact & { round: number };

export interface CursorRow {
  id: DirectoryPart;
  state: DirectoryState;
}
