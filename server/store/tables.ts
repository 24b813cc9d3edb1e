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
  | 'documents';

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
  /** scrypt digest of the private key. */
  secretHash: string;
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
  /** The user who did it; null for the server itself and for uploads, which carry no session. */
  actor: number | null;
  at: string;
}

/** One row, with the id of the last change. */
interface ChangeCounterRow {
  id: number;
  last: number;
}

export type Database = Record<EntityTable, Row> & {
  emailAttachments: AttachmentRow;
  apiKeys: ApiKeyRow;
  passwords: PasswordRow;
  userRoles: UserRoleRow;
  changes: ChangeRow;
  changeCounter: ChangeCounterRow;
};
