import type { Identity } from './account.ts';

export interface Person {
  email: string;
  name: string;
}

export interface PagePart {
  partId: string;
  contentType: string;
  isFile: boolean;
  name: string;
}

export interface PageMessage {
  folder: string;
  uid: number;
  messageId: string;
  from: Person;
  to: Person[];
  cc: Person[];
  subject: string;
  dateMs: number;
  isSeen: boolean;
  parts: PagePart[];
}

/** A row of the list. */
export interface Digest {
  threadId: string;
  /** Names to show. */
  senders: string[];
  subject: string;
  dateMs: number;
  isSeen: boolean;
  hasFile: boolean;
  preview: string;
  /** Messages of the thread in all folders. */
  count: number;
}

export interface PageDraft {
  from: Identity;
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  html: string;
  text: string;
  inReplyTo: string;
  references: string;
  /** Entries as the upload answered them. */
  attachments: unknown[];
}

export interface Body {
  html: string;
  text: string;
}

/** What the page asks of the server, whichever client it is. */
export interface MailService {
  /** False where a message goes out without having been saved. */
  readonly keepsDrafts: boolean;
  begin(): Promise<void>;
  list(folder: string): Promise<Digest[]>;
  open(threadId: string, folder: string): Promise<PageMessage[]>;
  body(message: PageMessage): Promise<Body>;
  markRead(threadId: string, folder: string, scripted: boolean): Promise<void>;
  /** Answers the uid the draft has from now on. */
  saveDraft(draft: PageDraft, uid: number, scripted: boolean): Promise<number>;
  send(draft: PageDraft, uid: number, scripted: boolean): Promise<void>;
  discard(uid: number, scripted: boolean): Promise<void>;
  upload(file: File): Promise<unknown>;
  file(message: PageMessage, part: PagePart): Promise<Uint8Array<ArrayBuffer>>;
}

/** One address as the answers have it: a text, or an object. */
export function readPerson(value: unknown): Person {
  if (typeof value === 'object' && value !== null) {
    const { email = '', name = '' } = value as Partial<Person>;
    return { email, name };
  }
  const found = /^\s*(.*?)\s*<([^>]*)>\s*$/.exec(String(value));
  if (!found) return { email: String(value), name: '' };
  return { email: found[2] ?? '', name: (found[1] ?? '').replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1') };
}

export const readPeople = (value: unknown): Person[] => (Array.isArray(value) ? value.map(readPerson) : []);

/** The people a message shows are names; an address stands only for who has none. */
export const shownName = (one: Person): string => one.name || one.email;

/** Answers have ms now and had seconds before. */
export const readTime = (value: unknown): number => {
  const number = Number(value) || 0;
  return number < 100_000_000_000 ? number * 1000 : number;
};

/** Mailboxes may come with a word before them. */
export const readFolder = (value: unknown): string => String(value).replace(/^[a-z]+:/, '');

/** Date as drafts have it, RFC 1123 without a zone. */
export const draftDate = (nowMs: number): string => new Date(nowMs).toUTCString().replace('GMT', '-0000');
