import type { Address } from '../../../model/address.ts';

/** All an answer says of one message. Fields are absent where it was silent. */
export interface MailRecord {
  mid: string;
  conversationId?: string;
  folderId?: string;
  /** Such as `INBOX`, `SENT`; never names, which are translated. */
  folderTypes?: string[];
  from?: Address;
  to?: Address[];
  cc?: Address[];
  bcc?: Address[];
  replyTo?: Address[];
  subject?: string;
  /** Message-ID header with its angle brackets. */
  messageId?: string;
  inReplyTo?: string;
  /** The server's time, ms since the epoch. */
  internalMs?: number;
  attachmentCount?: number;
  attachments?: RecordAttachment[];
}

/** A file a record names. Which keys hold that is known of no answer, so every field may be absent. */
export interface RecordAttachment {
  part?: string;
  name?: string;
  mimeType?: string;
  /** Bytes. */
  size?: number;
}

/** A text the page loaded with a message. */
export interface LoadedBody {
  mid: string;
  html?: string;
  text?: string;
}

export interface Folder {
  id: string;
  types: string[];
}

/** An address inside the mailbox: its own, a linked account, or one to send as. */
export interface LinkedAccount {
  email: string;
}

export interface Mailbox {
  id?: string;
  email: string;
  /** The one on screen. */
  isSelected: boolean;
  isPrimary: boolean;
}

/** What one answer holds, in its order. */
export interface MailReading {
  messages: MailRecord[];
  bodies: LoadedBody[];
  folders: Folder[];
  accounts: LinkedAccount[];
  mailboxes: Mailbox[];
  /** Items of lists of messages that could not be read as such. */
  strangers: number;
}

export function emptyReading(): MailReading {
  return { messages: [], bodies: [], folders: [], accounts: [], mailboxes: [], strangers: 0 };
}
