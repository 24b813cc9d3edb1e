import type { OutgoingMail } from '../gmail/compose-mail.ts';
import { type MailPerson, type ReadMail, readMail } from '../gmail/read-mail.ts';
import type { StandInAccount } from '../stand-in.ts';
import type { IdMaker } from './ids.ts';

export const folderNames = [
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'junkemail',
  'outbox',
  'archive',
  'calendar',
] as const;
export type FolderName = (typeof folderNames)[number];

/** An attachment: a file, an attached message, or only a link to a file kept elsewhere. */
export interface StoredAttachment {
  id: string;
  kind: 'file' | 'item' | 'reference';
  name: string;
  mime: string;
  bytes: Uint8Array;
  isInline: boolean;
  contentId: string;
  /** Address of what is only linked. */
  href?: string;
}

/** What the sender of protected mail lets its readers do. */
export interface License {
  exportAllowed: boolean;
  extractAllowed: boolean;
}

export interface StoredItem {
  /** Survives moves. */
  immutableId: string;
  /** Changes with each move. */
  classicId: string;
  changeKey: string;
  conversationId: string;
  folder: FolderName;
  raw: Uint8Array;
  mail: ReadMail;
  attachments: StoredAttachment[];
  isRead: boolean;
  isDraft: boolean;
  importance: string;
  itemClass: string;
  /** `newMail`, `reply`, `replyAll`, `forward`; of what is written here. */
  composeType?: string;
  license?: License;
  createdMs: number;
  receivedMs: number;
  modifiedMs: number;
  /** When it really went out, for messages sent from here. */
  sentMs?: number;
  /** When a scheduled message is to go out. */
  deferredMs?: number;
  /** Number of the last change, for telling news from what is known. */
  version: number;
  /** Number of the change that brought it to its folder. */
  since: number;
  /** What was written, of a draft and what became of it. */
  outgoing?: OutgoingMail;
  /** Who sent it on behalf of the author. */
  sender?: MailPerson;
}

export interface Folder {
  id: string;
  name: FolderName;
}

export interface Arrival {
  receivedMs: number;
  folder: FolderName;
  itemClass?: string;
  license?: License;
  links?: { name: string; href: string }[];
}

/** One person's mail on the server. */
export interface Mailbox {
  readonly owner: StandInAccount;
  readonly folders: readonly Folder[];
  readonly version: number;
  items(): StoredItem[];
  /** By either id in normal form. */
  find(id: string): StoredItem | undefined;
  findAttachment(id: string): { item: StoredItem; attachment: StoredAttachment } | undefined;
  conversation(id: string): StoredItem[];
  receive(raw: Uint8Array, arrival: Arrival): StoredItem;
  add(item: StoredItem): void;
  remove(item: StoredItem): void;
  /** Gives the item another change key. */
  touch(item: StoredItem, nowMs: number): void;
  move(item: StoredItem, folder: FolderName, nowMs: number): void;
  /** Conversation of what answers the given Message-IDs; a new one when there is none. */
  conversationFor(references: readonly string[]): string;
}

/** What kind of item a message from outside becomes. */
function classOf(mail: ReadMail): string {
  if (mail.mime === 'application/pkcs7-mime' || mail.mime === 'application/x-pkcs7-mime') return 'IPM.Note.SMIME';
  if (mail.mime === 'multipart/signed') return 'IPM.Note.SMIME.MultipartSigned';
  if (mail.parts.some((part) => part.mime === 'text/calendar')) return 'IPM.Schedule.Meeting.Request';
  return 'IPM.Note';
}

export function attachmentsOf(mail: ReadMail, ids: Pick<IdMaker, 'attachment'>): StoredAttachment[] {
  return mail.parts
    .filter((part) => part.mime !== 'text/calendar')
    .map((part) => ({
      id: ids.attachment(),
      kind: part.mime === 'message/rfc822' ? 'item' : 'file',
      name: part.name,
      mime: part.mime,
      bytes: part.bytes,
      isInline: part.inline,
      contentId: part.contentId,
    }));
}

export function createMailbox(owner: StandInAccount, ids: IdMaker): Mailbox {
  const items = new Set<StoredItem>();
  const folders = folderNames.map((name) => ({ id: ids.folder(), name }));
  let version = 0;

  const conversationFor: Mailbox['conversationFor'] = (references) => {
    const known = [...items].find((item) => references.includes(item.mail.messageId) && item.mail.messageId !== '');
    return known?.conversationId ?? ids.conversation();
  };
  const touch: Mailbox['touch'] = (item, nowMs) => {
    version += 1;
    item.version = version;
    item.changeKey = ids.changeKey();
    item.modifiedMs = nowMs;
  };

  return {
    owner,
    folders,
    get version() {
      return version;
    },
    items: () => [...items],
    find: (id) => [...items].find((item) => item.immutableId === id || item.classicId === id),
    findAttachment(id) {
      for (const item of items) {
        const attachment = item.attachments.find((one) => one.id === id);
        if (attachment) return { item, attachment };
      }
      return undefined;
    },
    conversation: (id) => [...items].filter((item) => item.conversationId === id),
    conversationFor,
    receive(raw, arrival) {
      const mail = readMail(raw);
      const links = (arrival.links ?? []).map(({ name, href }) => ({
        id: ids.attachment(),
        kind: 'reference' as const,
        name,
        mime: '',
        bytes: new Uint8Array(),
        isInline: false,
        contentId: '',
        href,
      }));
      const item: StoredItem = {
        immutableId: ids.immutable(),
        classicId: ids.item(),
        changeKey: '',
        conversationId: conversationFor([mail.inReplyTo, ...mail.references, mail.messageId]),
        folder: arrival.folder,
        raw,
        mail,
        attachments: [...attachmentsOf(mail, ids), ...links],
        isRead: false,
        isDraft: false,
        importance: 'Normal',
        itemClass: arrival.itemClass ?? classOf(mail),
        ...(arrival.license ? { license: arrival.license } : {}),
        createdMs: arrival.receivedMs,
        receivedMs: arrival.receivedMs,
        modifiedMs: arrival.receivedMs,
        version: 0,
        since: 0,
      };
      touch(item, arrival.receivedMs);
      item.since = item.version;
      items.add(item);
      return item;
    },
    add(item) {
      touch(item, item.modifiedMs);
      item.since = item.version;
      items.add(item);
    },
    remove(item) {
      version += 1;
      items.delete(item);
    },
    touch,
    move(item, folder, nowMs) {
      if (item.folder !== folder) item.classicId = ids.item();
      item.folder = folder;
      touch(item, nowMs);
      item.since = item.version;
    },
  };
}
