import { at, listAt, numberAt, textAt, textsAt } from './wire.ts';

export interface Person {
  email: string;
  name: string;
}

export interface FileInfo {
  attid: string;
  name: string;
  mime: string;
  size: number;
  address: string;
}

export interface PageMessage {
  id: string;
  legacyHex: string;
  from: Person;
  to: Person[];
  cc: Person[];
  bcc: Person[];
  subject: string;
  snippet: string;
  labels: Set<string>;
  internalMs: number;
  messageId: string;
  files: FileInfo[];
  /** Only after the conversation was opened. */
  html?: string;
}

export interface PageThread {
  id: string;
  legacyHex: string;
  subject: string;
  messages: PageMessage[];
}

/** What the page knows of the mailbox. It grows by lists, sync answers and opened conversations. */
export interface Store {
  readonly threads: ReadonlyMap<string, PageThread>;
  /** Number of the last change known. */
  history: number;
  addThread(record: unknown): PageThread | undefined;
  /** Takes up an answer of `i/s`. */
  takeChanges(answer: unknown): void;
  takeList(answer: unknown): void;
  takeFull(answer: unknown): void;
  message(id: string): PageMessage | undefined;
}

export const personOf = (value: unknown): Person => ({ email: textAt(value, 1), name: textAt(value, 2) });

function readMessage(record: unknown, known: PageMessage | undefined): PageMessage {
  const people = (place: number): Person[] => listAt(record, place).map(personOf);
  const parts = listAt(record, 8, 1);
  const files = listAt(record, 11).map((item) => ({
    mime: textAt(item, 0),
    name: textAt(item, 1),
    size: numberAt(item, 2),
    attid: textAt(item, 3),
    address: textAt(item, 5),
  }));
  const html = parts.length > 0 ? parts.map((part) => textAt(part, 2, 1)).join('') : known?.html;
  return {
    id: textAt(record, 0),
    legacyHex: textAt(record, 55),
    from: personOf(at(record, 1)),
    to: at(record, 2) ? people(2) : (known?.to ?? []),
    cc: at(record, 3) ? people(3) : (known?.cc ?? []),
    bcc: at(record, 4) ? people(4) : (known?.bcc ?? []),
    subject: textAt(record, 7) || known?.subject || '',
    snippet: textAt(record, 9),
    labels: new Set(textsAt(record, 10)),
    internalMs: numberAt(record, 17),
    messageId: textAt(record, 13) || known?.messageId || '',
    files,
    ...(html === undefined ? {} : { html }),
  };
}

export function createStore(history: number): Store {
  const threads = new Map<string, PageThread>();
  const message = (id: string): PageMessage | undefined => {
    for (const thread of threads.values()) {
      const found = thread.messages.find((one) => one.id === id);
      if (found) return found;
    }
    return undefined;
  };
  const addThread: Store['addThread'] = (record) => {
    const id = textAt(record, 3);
    if (!id.startsWith('thread-')) return undefined;
    const messages = listAt(record, 4).map((one) => {
      const known = message(textAt(one, 0));
      const fresh = readMessage(one, known);
      // A draft that was saved again has another text.
      if (known && known.legacyHex !== fresh.legacyHex) delete fresh.html;
      return fresh;
    });
    const thread = { id, legacyHex: textAt(record, 19), subject: textAt(record, 0), messages };
    threads.set(id, thread);
    return thread;
  };
  const takeLabels = (change: unknown): void => {
    for (const id of textsAt(change, 2)) {
      const labels = message(id)?.labels;
      for (const label of textsAt(change, 1)) labels?.delete(label);
      for (const label of textsAt(change, 0)) labels?.add(label);
    }
  };

  return {
    threads,
    history,
    addThread,
    message,
    takeChanges(answer) {
      for (const change of listAt(answer, 1, 5)) {
        const body = at(change, 0, 2);
        if (at(body, 6)) addThread(at(body, 6, 0));
        else if (at(body, 4)) takeLabels(at(body, 4));
      }
      this.history = numberAt(answer, 1, 7) || this.history;
    },
    takeList(answer) {
      for (const row of listAt(answer, 2)) addThread(at(row, 0));
    },
    takeFull(answer) {
      for (const thread of listAt(answer, 1)) {
        for (const item of listAt(thread, 2)) {
          const found = message(textAt(item, 0));
          if (!found) continue;
          const full = at(item, 1);
          const nested = typeof at(full, 0, 0, 0) !== 'number' && at(full, 0) !== undefined;
          const lists = nested ? at(full, 0) : full;
          const people = (place: number): Person[] => listAt(lists, place).map(personOf);
          Object.assign(found, { to: people(0), cc: people(1), bcc: people(2) });
          found.subject = textAt(full, 4);
          found.messageId = textAt(full, 7);
          found.html = listAt(full, 5, 1)
            .map((part) => textAt(part, 2, 1))
            .join('');
        }
      }
    },
  };
}
