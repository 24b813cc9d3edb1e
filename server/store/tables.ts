import type { Generated } from 'kysely';

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
  via: 'key' | 'page' | 'address' | 'terminal';
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
};
