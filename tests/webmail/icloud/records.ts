import type { MailPerson, ReadMail } from '../gmail/read-mail.ts';
import { type Folder, isFolder, type Mailbox, type StoredMessage } from './mailbox.ts';
import type { IcloudBehaviour } from './options.ts';

/** A leaf of a message: one of its texts, or a file. */
export interface Part {
  partId: string;
  contentType: string;
  isAttach: boolean;
  size: number;
  fileName: string;
  disposition: string;
  bytes: Uint8Array;
}

const textPart = (partId: string, contentType: string, text: string): Part => {
  const bytes = new TextEncoder().encode(text);
  return { partId, contentType, isAttach: false, size: bytes.length, fileName: '', disposition: 'inline', bytes };
};

/** All leaves, numbered from 1. */
export function partsOf(mail: ReadMail): Part[] {
  const texts = [
    ['text/plain', mail.text],
    ['text/html', mail.html],
  ].filter((pair): pair is [string, string] => pair[1] !== '');
  return [
    ...texts.map(([contentType, text], place) => textPart(String(place + 1), contentType, text)),
    ...mail.parts.map((part, place) => ({
      partId: String(texts.length + place + 1),
      contentType: part.mime,
      isAttach: !part.inline,
      size: part.bytes.length,
      fileName: part.name,
      disposition: part.inline ? 'inline' : 'attachment',
      bytes: part.bytes,
    })),
  ];
}

/** One address as text, in the form of RFC 5322. */
export function addressText(one: MailPerson): string {
  if (one.name === '') return one.email;
  const name = /[()<>[\]:;@\\,."]/.test(one.name) ? `"${one.name.replace(/["\\]/g, '\\$&')}"` : one.name;
  return `${name} <${one.email}>`;
}

/** Puts what stands in the store into the form answers have. */
export interface Records {
  folderName(folder: Folder): string;
  people(list: readonly MailPerson[]): unknown[];
  /** Ms since the epoch as the answer writes it. */
  time(ms: number): number;
  /** A list in the order it goes out. */
  ordered<T>(list: T[]): T[];
  digest(inFolder: readonly StoredMessage[], whole: readonly StoredMessage[]): object;
  metadata(message: StoredMessage): object;
  /** The form of `geqs/query`. */
  queried(message: StoredMessage): object;
  sessionHeaders(folder: Folder, box: Mailbox): object;
  folderStatus(box: Mailbox): object[];
}

const PREVIEW_LENGTH = 120;

const preview = (mail: ReadMail): string =>
  (mail.text || mail.html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH);

const flagsOf = (message: StoredMessage): string[] => [
  ...(message.seen ? ['\\Seen'] : []),
  ...(message.mail.parts.some((part) => !part.inline) ? ['\\HasAttachment'] : []),
  ...(message.folder === 'Drafts' ? ['\\Draft'] : []),
];

export function createRecords(behaviour: IcloudBehaviour): Records {
  const folderName = (folder: Folder): string => (behaviour.folderNames === 'prefixed' ? `folder:${folder}` : folder);
  const people = (list: readonly MailPerson[]): unknown[] =>
    behaviour.addresses === 'objects'
      ? list.map((one) => ({ email: one.email, name: one.name }))
      : list.map((one) => addressText(one));
  const time = (ms: number): number => (behaviour.dates === 's' ? Math.floor(ms / 1000) : ms);
  const ordered = <T>(list: T[]): T[] => (behaviour.partsOrder === 'reversed' ? list.toReversed() : list);
  const partRecord = ({ bytes: _, isAttach, ...part }: Part, flag: 'isAttach' | 'attach'): object => ({
    ...part,
    [flag]: isAttach,
  });

  return {
    folderName,
    people,
    time,
    ordered,
    digest(inFolder, whole) {
      const newest = inFolder.reduce((a, b) => (b.receivedMs >= a.receivedMs ? b : a));
      const senders = [...new Set(whole.map((one) => addressText(one.mail.from)))];
      const shown = behaviour.staleSenders ? ['STALE', ...senders.slice(1)] : senders;
      const all = (flag: string): boolean => inFolder.every((one) => flagsOf(one).includes(flag));
      const some = (flag: string): boolean => inFolder.some((one) => flagsOf(one).includes(flag));
      return {
        threadId: newest.threadId,
        timestamp: time(newest.receivedMs),
        count: whole.length,
        folderMessageCount: inFolder.length,
        senders: shown,
        subject: newest.mail.subject,
        flags: [...(all('\\Seen') ? ['\\Seen'] : []), ...(some('\\HasAttachment') ? ['\\HasAttachment'] : [])],
        preview: preview(newest.mail),
        modseq: Math.max(...inFolder.map((one) => one.modseq)),
      };
    },
    metadata: (message) => ({
      uid: message.uid,
      folder: folderName(message.folder),
      messageId: message.mail.messageId,
      from: people([message.mail.from]),
      to: people(message.mail.to),
      cc: people(message.mail.cc),
      bcc: people(message.mail.bcc),
      subject: message.mail.subject,
      date: time(message.mail.dateMs || message.receivedMs),
      flags: flagsOf(message),
      size: message.raw.length,
      modseq: message.modseq,
      parts: ordered(partsOf(message.mail)).map((part) => partRecord(part, 'isAttach')),
    }),
    queried: (message) => ({
      uid: message.uid,
      mboxRef: { id: `folder:${message.folder}` },
      from: people([message.mail.from]),
      to: people(message.mail.to),
      parts: ordered(partsOf(message.mail)).map((part) => partRecord(part, 'attach')),
    }),
    sessionHeaders: (folder, box) => ({
      folder,
      modseq: box.modseq,
      threadmodseq: box.modseq,
      condstore: 1,
      qresync: 1,
      threadmode: 1,
    }),
    folderStatus(box) {
      const names = [...new Set(box.messages().map((one) => one.folder))];
      return names.map((folder) => {
        const held = box.messages().filter((one) => one.folder === folder);
        return {
          folder: folderName(folder),
          messageCount: held.length,
          unseenCount: held.filter((one) => !one.seen).length,
        };
      });
    },
  };
}

/** A folder as a request names it, with or without the prefix of some answers. */
export function toFolder(name: unknown): Folder | undefined {
  const bare = String(name ?? '').replace(/^[a-z]+:/, '');
  return isFolder(bare) ? bare : undefined;
}
