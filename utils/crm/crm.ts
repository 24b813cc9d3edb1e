import type { Company, Contact } from '../model/directory.ts';
import type { DirectoryCursor } from '../model/directory-store.ts';

/** Where a full or delta read stopped. Opaque to everybody but the client that made it. */
export type CrmCursor = DirectoryCursor;

/** One page of a read of the directory. Records no longer there come as ids in `removed`. */
export interface DirectoryPage<T> {
  changed: T[];
  removed: number[];
  /** Where the next read starts if this page was the last read; saved only after the page's rows are. */
  cursor: CrmCursor;
}

export interface CrmUser {
  id: number;
  name: string;
  email: string;
}

/** What this tenant offers, found at run time by `/resources` and `/{resource}/schema`. */
export interface CrmCapabilities {
  /** Longest e-mail body in UTF-16 units; 4,000 where the schema does not say. */
  maxEmailBody: number;
  /** Longest subject; null where no limit is known. */
  maxSubject: number | null;
  /** Longest sender, and longest list of recipients as it is stored; 180 each where the schema does not say. */
  maxEmailFrom: number;
  maxEmailTo: number;
  canCreateEmails: boolean;
  canAttachDocuments: boolean;
  /** Whether a document takes an `extId` of ours. */
  documentExtId: boolean;
  /** Writable `Z_` custom fields of e-mails by their name in lower case. */
  emailCustomFields: ReadonlyMap<string, CustomField>;
}

export interface CustomField {
  /** In the tenant's spelling. */
  name: string;
  /** Longest value in UTF-16 units; null where the schema does not say. */
  maxLength: number | null;
}

/** What v4 documents, for a tenant that tells nothing about itself. */
export const defaultCapabilities: CrmCapabilities = {
  maxEmailBody: 4000,
  maxSubject: null,
  maxEmailFrom: 180,
  maxEmailTo: 180,
  canCreateEmails: true,
  canAttachDocuments: true,
  documentExtId: false,
  emailCustomFields: new Map(),
};

/** An e-mail entry in a form that fits the tenant; `to-new-email.ts` makes it from a message. */
export interface NewEmail {
  extId: string;
  subject: string;
  /** Plain text. */
  body: string;
  from: string;
  to: string[];
  /** Custom fields by their true name; only such as the tenant's schema lists. */
  customFields: Record<string, string>;
  direction: 'incoming' | 'outgoing';
  /** Ms since the epoch. */
  sentAt: number;
  accountId: number;
  contactId?: number;
  salesRepId?: number;
  attachments: { name: string; size: number }[];
}

/** What a create answered: the id, and where bytes of attachments go if the tenant takes them with the e-mail. */
export interface CreatedEmail {
  id: number;
  /** One address for each attachment, in order; null where the answer offers none. */
  uploadUrls: (string | null)[];
}

/**
 * The CRM as the product needs it. One implementation speaks Sage v4; the contract suite runs over it and the embedded
 * server. Every method throws only the errors of `crm/errors/`, each named for the decision it leads to; a call stopped
 * by its signal throws `CrmUnavailableError`, since what was sent before may have taken effect.
 */
export interface Crm {
  capabilities(signal: AbortSignal): Promise<CrmCapabilities>;
  /** The user with this address, or null. v4 has no `/users/me`. */
  findUser(email: string, signal: AbortSignal): Promise<CrmUser | null>;
  companies(cursor: CrmCursor, signal: AbortSignal): AsyncIterable<DirectoryPage<Company>>;
  contacts(cursor: CrmCursor, signal: AbortSignal): AsyncIterable<DirectoryPage<Contact>>;
  /** Ids of e-mails with this key, lowest first; more than one means that a create happened twice. */
  findEmails(extId: string, signal: AbortSignal): Promise<number[]>;
  createEmail(email: NewEmail, signal: AbortSignal): Promise<CreatedEmail>;
  /** First step of the two-step upload: a document at the company, and where its bytes go. */
  createDocument(
    document: { accountId: number; name: string; extId?: string },
    signal: AbortSignal,
  ): Promise<{ id: string; uploadUrl: string }>;
  /** Second step: raw bytes, without the session header. */
  upload(url: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
  /** Page of the CRM that shows the e-mail, where one is known. */
  emailUrl(id: number, accountId: number): string | undefined;
}
