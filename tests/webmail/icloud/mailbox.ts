import { type ReadMail, readMail } from '../gmail/read-mail.ts';
import type { IcloudAccount } from './options.ts';

/** Mailboxes of every account, by the fixed English paths they have in any language. */
export const FOLDERS = ['INBOX', 'Archive', 'Sent Messages', 'Deleted Messages', 'Drafts', 'Junk'] as const;

export type Folder = (typeof FOLDERS)[number];

export const isFolder = (name: string): name is Folder => FOLDERS.some((one) => one === name);

export interface StoredMessage {
  folder: Folder;
  /** Unique within the folder alone. */
  uid: number;
  threadId: string;
  raw: Uint8Array;
  mail: ReadMail;
  seen: boolean;
  receivedMs: number;
  modseq: number;
  /** When it was sent, for messages sent from here. */
  sentMs?: number;
}

/** What a message comes with when it is put into a folder. */
export interface NewMessage {
  raw: Uint8Array;
  seen: boolean;
  receivedMs: number;
  /** The thread it begins or joins whatever its headers say. */
  threadId?: string;
  sentMs?: number;
  /** Takes this number again, as a draft may that is saved over itself. */
  uid?: number;
}

/** One person's mail on the server. */
export interface Mailbox {
  readonly owner: IcloudAccount;
  /** Grows with every change. */
  readonly modseq: number;
  uidValidity(folder: Folder): number;
  messages(): readonly StoredMessage[];
  at(folder: Folder, uid: number): StoredMessage | undefined;
  /** A message may lie in two folders, such as one sent to oneself; sent and received stand first. */
  find(ref: string): StoredMessage | undefined;
  add(folder: Folder, made: NewMessage): StoredMessage;
  /** Gives the message another uid, the next of its new folder. */
  move(message: StoredMessage, folder: Folder): void;
  remove(message: StoredMessage): void;
  mark(message: StoredMessage, seen: boolean): void;
  /** The folder was made anew: its validity changes, and uids are given again from the first on, newest first. */
  renumber(folder: Folder): void;
}

/** Every folder counts from the same number, so that the same uid soon stands in several. */
const FIRST_UID = 101;
const FIRST_MODSEQ = 5000;

export function createMailbox(owner: IcloudAccount, random: () => number): Mailbox {
  let stored: StoredMessage[] = [];
  let modseq = FIRST_MODSEQ;
  const nextUid = new Map<Folder, number>();
  const newValidity = (): number => 1_400_000_000 + Math.floor(random() * 100_000_000);
  const validity = new Map<Folder, number>(FOLDERS.map((folder): [Folder, number] => [folder, newValidity()]));

  const takeUid = (folder: Folder): number => {
    const uid = nextUid.get(folder) ?? FIRST_UID;
    nextUid.set(folder, uid + 1);
    return uid;
  };
  const threadOf = (mail: ReadMail): string | undefined => {
    const references = [mail.inReplyTo, ...mail.references.toReversed()].filter((one) => one !== '');
    const known = stored.filter((one) => one.folder !== 'Deleted Messages');
    return references
      .map((reference) => known.find((one) => one.mail.messageId === reference)?.threadId)
      .find((threadId) => threadId !== undefined);
  };
  const newThreadId = (): string => String(10 ** 17 + Math.floor(random() * 9 * 10 ** 15) * 100);

  return {
    owner,
    get modseq() {
      return modseq;
    },
    uidValidity: (folder) => validity.get(folder) ?? 1,
    messages: () => stored,
    at: (folder, uid) => stored.find((one) => one.folder === folder && one.uid === uid),
    find(ref) {
      const found = stored.filter((one) => refOf(one) === ref);
      return found.find((one) => one.folder !== 'Deleted Messages' && one.folder !== 'Drafts') ?? found[0];
    },
    add(folder, made) {
      const mail = readMail(made.raw);
      const { uid = takeUid(folder), threadId = threadOf(mail) ?? newThreadId(), ...rest } = made;
      modseq += 1;
      const message: StoredMessage = { ...rest, folder, uid, threadId, mail, modseq };
      stored.push(message);
      return message;
    },
    move(message, folder) {
      modseq += 1;
      Object.assign(message, { folder, uid: takeUid(folder), modseq });
    },
    remove(message) {
      modseq += 1;
      stored = stored.filter((one) => one !== message);
    },
    mark(message, seen) {
      modseq += 1;
      Object.assign(message, { seen, modseq });
    },
    renumber(folder) {
      modseq += 1;
      validity.set(folder, newValidity());
      nextUid.delete(folder);
      for (const message of stored.toReversed()) {
        if (message.folder === folder) Object.assign(message, { uid: takeUid(folder), modseq });
      }
    },
  };
}

/** The id that stays with a message in all folders: its Message-ID, or its first place where it has none. */
export const refOf = (message: StoredMessage): string =>
  message.mail.messageId || `${message.threadId}/${message.receivedMs}`;

export const guidOf = (message: StoredMessage): string => `message:${message.folder}/${message.uid}`;

const newestMs = (messages: readonly StoredMessage[]): number => Math.max(...messages.map((one) => one.receivedMs));

/** Threads with a message in the folder, newest first; each with those messages alone. */
export function threadsIn(messages: readonly StoredMessage[], folder: Folder): StoredMessage[][] {
  const threads = Map.groupBy(
    messages.filter((one) => one.folder === folder),
    (one) => one.threadId,
  );
  return [...threads.values()].sort((a, b) => newestMs(b) - newestMs(a));
}
