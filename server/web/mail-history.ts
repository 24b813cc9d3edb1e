import type { Kysely } from 'kysely';
import type { Condition, Records } from '../store/records.ts';
import type { AttachmentRow, Database, Row } from '../store/tables.ts';
import { startsWith } from '../store/text-match.ts';
import { labelOf } from '../v4/labels.ts';

/** One of the files of an e-mail or company. */
export interface FileItem {
  id: number;
  /** `attachments` or `documents`, as in the path under `/files/`. */
  kind: 'attachments' | 'documents';
  name: string;
  size: number | null;
  arrived: boolean;
}

export interface MailItem {
  id: number;
  subject: string;
  /** Plain text, or HTML from clients that write it there. */
  body: string;
  /** The HTML of the message, where the client kept it. */
  html: string | undefined;
  direction: 'incoming' | 'outgoing';
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  /** ISO 8601 UTC. */
  sentAt: string;
  loggedAt: string;
  company: { id: number; name: string } | undefined;
  contact: { id: number; name: string } | undefined;
  owner: string | undefined;
  files: FileItem[];
}

/** What the pages show of mail and files. */
export interface MailHistory {
  /** Newest first. */
  list(where: Condition, page: number): Promise<{ items: MailItem[]; total: number }>;
  get(id: number): Promise<MailItem | undefined>;
  documents(accountId: number): Promise<FileItem[]>;
  /**
   * Documents of the company that belong to the e-mail: their `extId` is the e-mail's with a hyphen and more. That is how
   * the extension keeps the whole message, and attachments of tenants that take none with the e-mail.
   */
  documentsOfEmail(id: number): Promise<FileItem[]>;
}

export const TIMELINE_PAGE = 25;

const addresses = (text: unknown) =>
  String(text ?? '')
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean);

function toFileItem(
  kind: FileItem['kind'],
  row: Pick<AttachmentRow, 'name' | 'size' | 'fileKey'> & { id: number },
): FileItem {
  return { kind, id: row.id, name: row.name, size: row.size, arrived: row.fileKey !== null };
}

const toDocument = (row: Row) =>
  toFileItem('documents', {
    id: Number(row.id),
    name: String(row.name),
    size: row.size === null ? null : Number(row.size),
    fileKey: row.fileKey === null ? null : String(row.fileKey),
  });

export function createMailHistory(db: Kysely<Database>, records: Records): MailHistory {
  async function attachmentsOf(emailIds: number[]): Promise<Map<number, FileItem[]>> {
    if (emailIds.length === 0) return new Map();
    const rows = await db
      .selectFrom('emailAttachments')
      .selectAll()
      .where('emailId', 'in', emailIds)
      .orderBy('position')
      .execute();
    const grouped = Map.groupBy(rows, ({ emailId }) => emailId);
    return new Map([...grouped].map(([id, files]) => [id, files.map((file) => toFileItem('attachments', file))]));
  }

  async function named(table: 'accounts' | 'contacts' | 'users', rows: Row[], column: string) {
    const ids = [...new Set(rows.map((row) => row[column]).filter((id) => typeof id === 'number'))];
    const found = await records.byIds(table, ids);
    return new Map(found.map((row) => [row.id, { id: Number(row.id), name: labelOf(table, row) ?? '' }]));
  }

  async function toItems(rows: Row[]): Promise<MailItem[]> {
    const [companies, contacts, owners, files] = await Promise.all([
      named('accounts', rows, 'accountId'),
      named('contacts', rows, 'contactId'),
      named('users', rows, 'salesRepId'),
      attachmentsOf(rows.map((row) => Number(row.id))),
    ]);
    return rows.map((row) => {
      const to = addresses(row.emailTo);
      const whole = addresses(row.Z_To);
      return {
        id: Number(row.id),
        subject: String(row.subject),
        body: String(row.body),
        html: typeof row.Z_Html === 'string' && row.Z_Html !== '' ? row.Z_Html : undefined,
        direction: row.type === 1 ? 'incoming' : 'outgoing',
        from: String(row.emailFrom),
        to: whole.length > to.length ? whole : to,
        cc: addresses(row.Z_Cc),
        bcc: addresses(row.Z_Bcc),
        sentAt: String(row.date),
        loggedAt: String(row.dateCreated),
        company: companies.get(row.accountId ?? null),
        contact: contacts.get(row.contactId ?? null),
        owner: owners.get(row.salesRepId ?? null)?.name,
        files: files.get(Number(row.id)) ?? [],
      };
    });
  }

  return {
    async list(where, page) {
      const rows = await records.list('emails', {
        where: [where],
        orderBy: { column: 'date', direction: 'desc' },
        offset: page * TIMELINE_PAGE,
        limit: TIMELINE_PAGE,
      });
      return { items: await toItems(rows), total: await records.count('emails', [where]) };
    },

    async get(id) {
      const row = await records.get('emails', id);
      if (!row) return undefined;
      const [item] = await toItems([row]);
      return item;
    },

    async documents(accountId) {
      const rows = await records.list('documents', {
        where: [(eb) => eb('accountId', '=', accountId), (eb) => eb('deleted', '=', 0)],
        orderBy: { column: 'dateCreated', direction: 'desc' },
        limit: 200,
      });
      return rows.map(toDocument);
    },

    async documentsOfEmail(id) {
      const email = await records.get('emails', id);
      const accountId = email?.accountId;
      if (typeof email?.extId !== 'string' || email.extId === '' || typeof accountId !== 'number') return [];
      const rows = await records.list('documents', {
        where: [
          (eb) => eb('accountId', '=', accountId),
          (eb) => eb('deleted', '=', 0),
          startsWith('extId', `${email.extId}-`),
        ],
        limit: 200,
      });
      return rows.map(toDocument);
    },
  };
}
