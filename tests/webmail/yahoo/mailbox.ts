import type { OutgoingFile } from '../gmail/compose-mail.ts';
import { type ReadMail, readMail } from '../gmail/read-mail.ts';
import type { IdMaker } from './ids.ts';
import type { YahooAccount } from './options.ts';

export interface Folder {
  id: string;
  name: string;
  types: string[];
  acctId: string;
}

export interface LinkedEntry {
  id: string;
  email: string;
  type: 'FREE' | 'IMAPIN' | 'SENDAS';
  isPrimary: boolean;
  sendingName: string;
}

export interface Flags {
  read: boolean;
  flagged: boolean;
  answered: boolean;
  forwarded: boolean;
  spam: boolean;
  recent: boolean;
}

export interface StoredMessage {
  /** The mid. */
  id: string;
  conversationId: string;
  folderId: string;
  flags: Flags;
  raw: Uint8Array;
  mail: ReadMail;
  internalMs: number;
  modSeq: number;
  uid: number;
  /** The page's own name of a draft. */
  csid?: string;
  /** Uploaded files of a draft, by the name the page gave them. */
  files?: Map<string, OutgoingFile>;
  /** Mid of the message it answers. */
  answers?: string;
  /** When it is to be sent, ms since the epoch. */
  dueMs?: number;
  /** When it became final, for messages sent from here. */
  sentMs?: number;
}

/** One person's mail on the server. Every change has a number, so that a page can see that something changed. */
export interface Mailbox {
  readonly owner: YahooAccount;
  readonly id: string;
  readonly modSeq: number;
  readonly folders: readonly Folder[];
  readonly accounts: readonly LinkedEntry[];
  messages(): StoredMessage[];
  find(mid: string): StoredMessage | undefined;
  folder(id: string): Folder | undefined;
  receive(raw: Uint8Array, into: { folderId: string; read: boolean; nowMs: number }): StoredMessage;
  /** Keeps a message anew, or in place of the one with the mid `insteadOf`. */
  put(message: Omit<StoredMessage, 'modSeq' | 'uid'>, insteadOf?: string): StoredMessage;
  change(mid: string, change: { flags?: Partial<Flags>; folderId?: string }): boolean;
  /** Takes a message out for good. */
  remove(mid: string): boolean;
  highestModSeq(folderId: string): number;
}

export const INBOX = '1';
export const SENT = '2';
export const DRAFT = '3';
export const TRASH = '4';
export const BULK = '6';

export const UNREAD: Flags = {
  read: false,
  flagged: false,
  answered: false,
  forwarded: false,
  spam: false,
  recent: true,
};

const OWN_FOLDERS: Folder[] = [
  { id: INBOX, name: 'Inbox', types: ['INBOX'], acctId: '1' },
  { id: SENT, name: 'Sent', types: ['SENT'], acctId: '1' },
  { id: DRAFT, name: 'Draft', types: ['DRAFT'], acctId: '1' },
  { id: TRASH, name: 'Trash', types: ['TRASH'], acctId: '1' },
  { id: BULK, name: 'Bulk', types: ['BULK'], acctId: '1' },
  { id: '20', name: 'Archive', types: ['ARCHIVE'], acctId: '1' },
  { id: '21', name: 'SyncFolder', types: ['SYNC', 'INVISIBLE'], acctId: '1' },
];

const accountsOf = (owner: YahooAccount): LinkedEntry[] => {
  const rest: Omit<LinkedEntry, 'id'>[] = [
    ...(owner.linked ?? []).map((one) => ({
      email: one.address,
      type: 'IMAPIN' as const,
      isPrimary: false,
      sendingName: one.name,
    })),
    ...(owner.aliases ?? []).map((one) => ({
      email: one.address,
      type: 'SENDAS' as const,
      isPrimary: false,
      sendingName: one.name,
    })),
  ];
  const first = { email: owner.address, type: 'FREE' as const, isPrimary: true, sendingName: owner.name };
  return [first, ...rest].map((one, place) => ({ id: String(place + 1), ...one }));
};

/** Folders of linked accounts count from 1001 on for the first, from 2001 on for the second. */
const linkedFolders = (accounts: readonly LinkedEntry[]): Folder[] =>
  accounts
    .filter((one) => one.type === 'IMAPIN')
    .flatMap((one, place) =>
      [
        { name: 'Inbox', types: ['INBOX', 'EXTERNAL'] },
        { name: 'Sent', types: ['SENT', 'EXTERNAL'] },
      ].map((folder, number) => ({ id: String((place + 1) * 1000 + number + 1), acctId: one.id, ...folder })),
    );

export function createMailbox(owner: YahooAccount, ids: IdMaker): Mailbox {
  const accounts = accountsOf(owner);
  const folders = [...OWN_FOLDERS, ...linkedFolders(accounts)];
  const messages: StoredMessage[] = [];
  const highest = new Map<string, number>();
  let modSeq = 40_000;
  let uid = 100;

  const touch = (...folderIds: string[]): number => {
    modSeq += 1;
    for (const id of folderIds) highest.set(id, modSeq);
    return modSeq;
  };
  const find = (mid: string): StoredMessage | undefined => messages.find((one) => one.id === mid);
  const conversationOf = (mail: ReadMail): string | undefined =>
    [mail.inReplyTo, ...mail.references.toReversed()]
      .filter((reference) => reference !== '')
      .map((reference) => messages.find((one) => one.mail.messageId === reference)?.conversationId)
      .find((conversation) => conversation !== undefined);
  const put: Mailbox['put'] = (given, insteadOf) => {
    const place = messages.findIndex((one) => one.id === insteadOf);
    const before = messages[place];
    uid += 1;
    const message: StoredMessage = { ...given, modSeq: touch(given.folderId, before?.folderId ?? given.folderId), uid };
    if (before) messages[place] = message;
    else messages.push(message);
    return message;
  };

  return {
    owner,
    id: ids.mailboxId(),
    get modSeq() {
      return modSeq;
    },
    folders,
    accounts,
    messages: () => [...messages],
    find,
    folder: (id) => folders.find((one) => one.id === id),
    receive(raw, { folderId, read, nowMs }) {
      const mail = readMail(raw);
      const conversationId = conversationOf(mail) ?? ids.conversationId();
      const flags = { ...UNREAD, read, spam: folderId === BULK };
      return put({ id: ids.mid(), conversationId, folderId, flags, raw, mail, internalMs: nowMs });
    },
    put,
    change(mid, { flags, folderId }) {
      const message = find(mid);
      if (!message) return false;
      const from = message.folderId;
      Object.assign(message.flags, flags);
      if (folderId !== undefined) message.folderId = folderId;
      message.modSeq = touch(from, message.folderId);
      return true;
    },
    remove(mid) {
      const place = messages.findIndex((one) => one.id === mid);
      const [gone] = place < 0 ? [] : messages.splice(place, 1);
      if (gone) touch(gone.folderId);
      return gone !== undefined;
    },
    highestModSeq: (folderId) => highest.get(folderId) ?? 1,
  };
}
