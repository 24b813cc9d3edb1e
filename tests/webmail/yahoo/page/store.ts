export interface Person {
  email: string;
  name: string;
}

export interface PageMessage {
  id: string;
  conversationId: string;
  folderId: string;
  folderTypes: string[];
  subject: string;
  from: Person[];
  to: Person[];
  cc: Person[];
  bcc: Person[];
  snippet: string;
  read: boolean;
  /** Epoch seconds. */
  date: number;
  files: string[];
  csid: string;
  html?: string;
}

export interface PageFolder {
  id: string;
  name: string;
  types: string[];
  unread: number;
  highestModSeq: number;
}

export interface Store {
  readonly messages: ReadonlyMap<string, PageMessage>;
  readonly folders: ReadonlyMap<string, PageFolder>;
  /** Takes up every message and folder in an answer; the answer is of the mids, in order. */
  take(answer: unknown): string[];
  /** The rows of a folder from now on. */
  setList(folderId: string, mids: string[]): void;
  /** Newest messages of the conversations in a folder; undefined as long as nobody listed it. */
  list(folderId: string): PageMessage[] | undefined;
  /** Messages of a conversation, oldest first. */
  conversation(id: string): PageMessage[];
  messageIds(conversationId: string): string[];
  setBody(mid: string, html: string): void;
  replaceId(before: string, after: string): void;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const people = (value: unknown): Person[] | undefined =>
  Array.isArray(value)
    ? value.filter(isObject).map((one) => ({ email: text(one.email), name: text(one.name) }))
    : undefined;

function readMessage(record: Json, headers: Json, known: PageMessage | undefined): PageMessage {
  const folder = isObject(record.folder) ? record.folder : {};
  const flags = isObject(record.flags) ? record.flags : {};
  const attachments = Array.isArray(record.attachments) ? record.attachments.filter(isObject) : [];
  return {
    id: text(record.id),
    conversationId: text(record.conversationId),
    folderId: text(folder.id),
    folderTypes: texts(folder.types),
    subject: text(headers.subject),
    from: people(headers.from) ?? [],
    to: people(headers.to) ?? [],
    cc: people(headers.cc) ?? known?.cc ?? [],
    bcc: people(headers.bcc) ?? known?.bcc ?? [],
    snippet: text(record.snippet),
    read: flags.read === true,
    date: Number(headers.internalDate) || 0,
    files: attachments.map((one) => text(one.fileName)),
    csid: text(record.csid),
    ...(known?.html === undefined ? {} : { html: known.html }),
  };
}

export function createStore(): Store {
  const messages = new Map<string, PageMessage>();
  const folders = new Map<string, PageFolder>();
  const lists = new Map<string, string[]>();
  const conversations = new Map<string, string[]>();

  const takeObject = (value: Json): string | undefined => {
    const id = text(value.id);
    if (id !== '' && isObject(value.headers)) {
      messages.set(id, readMessage(value, value.headers, messages.get(id)));
      return id;
    }
    if (id !== '' && Array.isArray(value.messageIds)) conversations.set(id, texts(value.messageIds));
    if (id !== '' && typeof value.highestModSeq === 'number') {
      const { unread, highestModSeq } = value;
      folders.set(id, { id, name: text(value.name), types: texts(value.types), unread: Number(unread), highestModSeq });
    }
    return undefined;
  };
  const walk = (value: unknown, found: string[]): string[] => {
    if (Array.isArray(value)) for (const one of value) walk(one, found);
    else if (isObject(value)) {
      const mid = takeObject(value);
      if (mid === undefined) for (const one of Object.values(value)) walk(one, found);
      else found.push(mid);
    }
    return found;
  };

  return {
    messages,
    folders,
    take: (answer) => walk(answer, []),
    setList: (folderId, mids) => void lists.set(folderId, mids),
    list: (folderId) => lists.get(folderId)?.flatMap((mid) => messages.get(mid) ?? []),
    conversation(id) {
      const known = conversations.get(id);
      const found = [...messages.values()].filter((one) => one.conversationId === id);
      return found.filter((one) => known?.includes(one.id) ?? true).sort((a, b) => a.date - b.date);
    },
    messageIds: (id) => conversations.get(id) ?? [],
    setBody(mid, html) {
      const message = messages.get(mid);
      if (message) message.html = html;
    },
    replaceId(before, after) {
      if (before === after) return;
      messages.delete(before);
    },
  };
}
