import type { Generated } from 'kysely';
import type { SyncSettings } from '../sync/sync-settings.ts';

/** What a column holds. Booleans are 0 or 1, moments are ISO 8601 UTC with milliseconds, so that text order is time order. */
export type Cell = string | number | null;

/** A row of an entity: columns carry the names of the API's fields. */
export type Row = Record<string, Cell>;

/** Tables that hold what the API calls entities. All have `id` and the audit columns. */
export type EntityTable =
  | 'users'
  | 'roles'
  | 'userTypes'
  | 'branches'
  | 'countries'
  | 'currencies'
  | 'accountTypes'
  | 'accountStatuses'
  | 'accountSegments'
  | 'contactTypes'
  | 'opportunityTypes'
  | 'opportunityStatuses'
  | 'activityTypes'
  | 'accounts'
  | 'contacts'
  | 'opportunities'
  | 'salesOrders'
  | 'activities'
  | 'emails'
  | 'folders'
  | 'documents'
  | 'timezones'
  | 'salesorderStatuses'
  | 'accountAddresses'
  | 'entityOwners'
  | 'contactsEntities'
  | 'calendar'
  | 'calls'
  | 'hooks';

export interface AttachmentRow {
  id: Generated<number>;
  emailId: number;
  /** Place among the attachments of its e-mail, from 0. */
  position: number;
  name: string;
  /** Bytes as the creator announced them, then as they arrived. */
  size: number | null;
  /** Name of the file on disk, made by the server; null until the bytes have arrived. */
  fileKey: string | null;
}

interface ApiKeyRow {
  publicKey: string;
  userId: number;
  /** Digest of the private key: SHA-256 of a random one, scrypt of one that was given or made by an older version. */
  secretHash: string;
  /** When it ended; it stays, so that its name is never given out again. */
  revokedAt: string | null;
}

interface PasswordRow {
  userId: number;
  /** scrypt digest of the password of the web pages. */
  secretHash: string;
}

interface UserRoleRow {
  userId: number;
  roleId: number;
}

/** A write to a record of an entity. */
export interface ChangeRow {
  /** Counts up in the order of the commits, without gaps. */
  id: number;
  table: string;
  recordId: number;
  action: 'insert' | 'update' | 'delete';
  /** The user who did it; null for the server itself. */
  actor: number | null;
  at: string;
}

/** What the audit log tells apart. */
export const AUDIT_ACTIONS = [
  'create',
  'update',
  'delete',
  'upload',
  'sign-in',
  'sign-out',
  'add-key',
  'revoke-key',
  'set-password',
  'ask-for-record',
  'read-audit',
] as const;

/** Something a user did or was refused. */
export interface AuditRow {
  id: Generated<number>;
  at: string;
  /** Null for nobody that is known. */
  userId: number | null;
  via: 'key' | 'page' | 'address' | 'terminal' | 'imap';
  /** Public half of the key, or a digest of the page session. */
  credential: string | null;
  client: 'extension' | 'browser' | 'program' | 'terminal';
  action: (typeof AUDIT_ACTIONS)[number];
  outcome: 'done' | 'refused';
  table: string | null;
  recordId: number | null;
}

/** One row, with the id of the last change. */
interface ChangeCounterRow {
  id: number;
  last: number;
}

/** What all processes on one database share. */
interface InstanceFactRow {
  name: string;
  value: string;
}

/** A piece of background work. What is done is removed. */
export interface JobRow {
  id: Generated<number>;
  kind: string;
  /** Unique with the kind among the unfinished; null for none, and when the job has failed for good. */
  key: string | null;
  /** JSON. */
  payload: string;
  state: 'waiting' | 'running' | 'failed';
  /** Attempts begun so far. */
  attempts: number;
  /** Not before this moment. */
  runAt: string;
  /** The runner that works on it, and until when it has it to itself. */
  holder: string | null;
  leaseUntil: string | null;
  /** Why the last attempt failed. */
  reason: string | null;
  createdAt: string;
  finishedAt: string | null;
}

/** How far a webhook has been served. */
interface HookCursorRow {
  hookId: number;
  /** Last change it is done with. */
  cursor: number;
  /** Last change of the delivery under way; null between two. */
  batchEnd: number | null;
  /** First of the failures since the last delivery that went well. */
  failingSince: string | null;
}

/** What becomes of a notice. */
export const NOTICE_STATES = [
  'waiting',
  'sending',
  'handed-over',
  'sent',
  'unsure',
  'kept',
  'failed',
  'dropped',
] as const;

/** Why a notice is where it is. */
export const NOTICE_REASONS = [
  'unreachable',
  'encryption',
  'sign-in',
  'put-off',
  'refused',
  'no-answer',
  'no-mail-server',
  'switched-off',
  'no-address',
  'event-removed',
  'not-theirs',
] as const;

/** What a user wants of notices. */
interface NoticeSettingsRow {
  userId: number;
  isOff: number;
}

/** An e-mail to a user about an event. */
export interface NoticeRow {
  id: Generated<number>;
  /** User and event, or series: unique, and kept for good. */
  key: string;
  userId: number;
  /** Id in `calendar`. */
  eventId: number;
  state: (typeof NOTICE_STATES)[number];
  reason: (typeof NOTICE_REASONS)[number] | null;
  /** Status of the mail server's answer, such as `550 5.1.1`; none of its words. */
  reply: string | null;
  /** Attempts begun so far. */
  attempts: number;
  /** Names the attempt under way, so that one which was given up writes nothing more. */
  claim: string | null;
  /** JSON of what it said, once it is settled. */
  content: string | null;
  createdAt: string;
  /** Not to be sent before this moment; null when it is under way or settled. */
  dueAt: string | null;
  settledAt: string | null;
}

/** Somebody who is signed in to the pages. Tokens are kept as digests. */
interface WebSessionRow {
  id: Generated<number>;
  userId: number;
  tokenHash: string;
  /** The token before the last change, for requests that were under way. */
  previousHash: string | null;
  /** Until when that one is good: set when the new one is first used. */
  previousUntil: string | null;
  formToken: string;
  rotatedAt: string;
  expiresAt: string;
}

/** A sign-in link that has done its work. */
interface UsedSignInCodeRow {
  codeHash: string;
  expiresAt: string;
}

/** Attempts to sign in by one address, of which the key is a digest. */
interface SignInAttemptRow {
  key: string;
  count: number;
  expiresAt: string;
}

/** Where a mailbox stands that is read by IMAP. */
export const IMAP_STATES = ['off', 'waiting', 'connecting', 'reading', 'listening', 'retrying', 'stopped'] as const;

/** Why a mailbox cannot be read now. */
export const IMAP_PROBLEMS = [
  'name',
  'network',
  'private-network',
  'certificate',
  'encryption',
  'sign-in',
  'folders',
  'secret-key',
  'user',
  'server',
] as const;

/** A mailbox that is read by IMAP. */
export interface ImapAccountRow {
  id: Generated<number>;
  userId: number;
  address: string;
  /** Name to log in with; mostly the address. */
  userName: string;
  /** The password, encrypted. */
  secret: string;
  server: string;
  port: number;
  tls: 'implicit' | 'starttls' | 'none';
  /** Mail that arrived before this moment is left alone. */
  backfillFrom: string;
  backfillDays: number;
  /** JSON lists, as in the extension's settings. */
  ownDomains: string;
  neverLog: string;
  /** Whether the user wants it to be read. */
  isOn: number;
  /** Counts up with every change of what the worker goes by. */
  revision: number;
  state: (typeof IMAP_STATES)[number];
  problem: (typeof IMAP_PROBLEMS)[number] | null;
  /** What the mail server said to it. */
  words: string | null;
  stateSince: string;
  /** Failures since it was last connected. */
  failures: number;
  nextTryAt: string | null;
  /** Messages logged; messages that were nobody's in the CRM. */
  logged: number;
  skipped: number;
  lastLoggedAt: string | null;
  /** The process that reads it, and until when it has it to itself. */
  holder: string | null;
  leaseUntil: string | null;
  createdAt: string;
}

/** How far a folder has been read: new mail upwards, mail from before it was set up downwards. */
export interface ImapFolderRow {
  id: Generated<number>;
  accountId: number;
  path: string;
  /** The UIDs below are those of this UIDVALIDITY. */
  uidValidity: string;
  /** HIGHESTMODSEQ of the last time all was read; null where the server has none. */
  modseq: string | null;
  /** Mail with a greater UID has not been looked at yet. */
  seenUpTo: number;
  /** Mail from before, with smaller UIDs than this, has not been looked at yet; 0 when all has. */
  backfillBelow: number;
}

/** A message that is wanted and could not be kept. It is tried again with each connection. */
interface ImapParkedRow {
  id: Generated<number>;
  accountId: number;
  path: string;
  uidValidity: string;
  uid: number;
  reason: 'too-large' | 'unreadable' | 'refused';
  at: string;
}

/** The synchronisation of one user. */
type SyncSettingsRow = Omit<SyncSettings, 'isOn'> & { userId: number; isOn: number };

export type Database = Record<EntityTable, Row> & {
  emailAttachments: AttachmentRow;
  apiKeys: ApiKeyRow;
  passwords: PasswordRow;
  userRoles: UserRoleRow;
  changes: ChangeRow;
  auditLog: AuditRow;
  changeCounter: ChangeCounterRow;
  instanceFacts: InstanceFactRow;
  jobs: JobRow;
  hookCursors: HookCursorRow;
  imapAccounts: ImapAccountRow;
  imapFolders: ImapFolderRow;
  imapParked: ImapParkedRow;
  webSessions: WebSessionRow;
  usedSignInCodes: UsedSignInCodeRow;
  signInAttempts: SignInAttemptRow;
  syncSettings: SyncSettingsRow;
  notices: NoticeRow;
  noticeSettings: NoticeSettingsRow;
};
