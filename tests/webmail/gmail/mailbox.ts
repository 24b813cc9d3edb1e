import { decimalOf, type IdMaker } from './ids.ts';
import type { StandInAccount } from './options.ts';
import { type ReadMail, readMail } from './read-mail.ts';

export interface StoredMessage {
  /** `msg-f:` and a decimal for what the server made, `msg-a:` for what a page began. */
  id: string;
  /** Changes with each save of a draft, and once more when it is sent. */
  legacyHex: string;
  labels: Set<string>;
  raw: Uint8Array;
  mail: ReadMail;
  /** Clock of the sender's page, or Date header. */
  headerMs: number;
  internalMs: number;
  /** When the message became final, for messages sent from here. */
  sentMs?: number;
}

export interface StoredThread {
  id: string;
  legacyHex: string;
  messages: StoredMessage[];
}

export type Change =
  | { history: number; kind: 'thread'; threadId: string }
  | { history: number; kind: 'labels'; threadId: string; added: string[]; removed: string[]; ids: string[] };

/** One person's mail on the server. Every change has a number, so that a page can ask what is new since. */
export interface Mailbox {
  readonly owner: StandInAccount;
  readonly history: number;
  threads(): StoredThread[];
  thread(id: string): StoredThread | undefined;
  /** By any id of the message, or by its Message-ID. */
  find(id: string): { thread: StoredThread; message: StoredMessage } | undefined;
  receive(raw: Uint8Array, labels: readonly string[], nowMs: number): { thread: StoredThread; message: StoredMessage };
  /** Puts a message of the page's making at its place, anew at each save. */
  put(threadId: string, message: StoredMessage): void;
  changeLabels(ids: readonly string[], added: readonly string[], removed: readonly string[]): StoredThread[];
  /** Tells of a change; without labels the whole thread is told. */
  announce(threadId: string, labels?: { added: string[]; removed: string[]; ids: string[] }): void;
  changesSince(history: number): Change[];
}

const FIRST_HISTORY = 20_000;

export const isFinal = (message: StoredMessage): boolean =>
  !message.labels.has('^r') && !message.labels.has('^scheduled') && !message.labels.has('^k');

export function createMailbox(owner: StandInAccount, ids: IdMaker): Mailbox {
  const threads = new Map<string, StoredThread>();
  const changes: Change[] = [];
  let history = FIRST_HISTORY;

  const find: Mailbox['find'] = (id) => {
    for (const thread of threads.values()) {
      const message = thread.messages.find((one) => one.id === id || one.legacyHex === id || one.mail.messageId === id);
      if (message) return { thread, message };
    }
    return undefined;
  };
  const threadOf = (mail: ReadMail): StoredThread | undefined =>
    [mail.inReplyTo, ...mail.references.toReversed()]
      .filter((reference) => reference !== '')
      .map((reference) => find(reference)?.thread)
      .find((thread) => thread !== undefined);
  const announce: Mailbox['announce'] = (threadId, labels) => {
    history += 1;
    changes.push(labels ? { history, kind: 'labels', threadId, ...labels } : { history, kind: 'thread', threadId });
  };

  return {
    owner,
    get history() {
      return history;
    },
    threads: () => [...threads.values()],
    thread: (id) => threads.get(id),
    find,
    receive(raw, labels, nowMs) {
      const mail = readMail(raw);
      const legacyHex = ids.legacyHex(nowMs);
      const message: StoredMessage = {
        id: `msg-f:${decimalOf(legacyHex)}`,
        legacyHex,
        labels: new Set(labels),
        raw,
        mail,
        headerMs: mail.dateMs || nowMs,
        internalMs: nowMs,
      };
      const thread = threadOf(mail) ?? { id: `thread-f:${decimalOf(legacyHex)}`, legacyHex, messages: [] };
      thread.messages.push(message);
      threads.set(thread.id, thread);
      announce(thread.id);
      return { thread, message };
    },
    put(threadId, message) {
      const thread = threads.get(threadId) ?? { id: threadId, legacyHex: message.legacyHex, messages: [] };
      const place = thread.messages.findIndex((one) => one.id === message.id);
      if (place < 0) thread.messages.push(message);
      else thread.messages[place] = message;
      threads.set(threadId, thread);
    },
    changeLabels(messageIds, added, removed) {
      const touched = new Set<StoredThread>();
      for (const id of messageIds) {
        const found = find(id);
        if (!found) continue;
        for (const label of removed) found.message.labels.delete(label);
        for (const label of added) found.message.labels.add(label);
        touched.add(found.thread);
      }
      return [...touched];
    },
    announce,
    changesSince: (since) => changes.filter((change) => change.history > since),
  };
}
