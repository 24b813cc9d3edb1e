import { at, listAt, textAt } from './wire.ts';

export interface Person {
  name: string;
  email: string;
}

/** A line of the list: a conversation, or one message where conversations are off. */
export interface Row {
  key: string;
  conversationId: string;
  /** Only where conversations are off. */
  itemId?: string;
  subject: string;
  senders: string[];
  preview: string;
  date: string;
  isUnread: boolean;
  count: number;
  /** Changes whenever anything of the conversation does. */
  mark: string;
}

export interface PageItem {
  id: string;
  changeKey: string;
  folderId: string;
  conversationId: string;
  messageId: string;
  subject: string;
  from: Person;
  to: Person[];
  cc: Person[];
  bcc: Person[];
  date: string;
  isRead: boolean;
  isDraft: boolean;
  /** Undefined until it was loaded. */
  html: string | undefined;
  files: { id: string; name: string; size: number }[];
}

export interface Thread {
  id: string;
  syncState: string;
  items: Map<string, PageItem>;
  /** {@link Row.mark} at the time it was loaded. */
  mark: string;
}

export interface FolderInfo {
  id: string;
  name: string;
  role: string;
  unread: number;
}

export const personOf = (value: unknown): Person => ({
  name: textAt(value, 'Name'),
  email: textAt(value, 'EmailAddress'),
});

/** Takes up what an answer tells; what it does not mention stays as it was. */
export function mergeItem(known: PageItem | undefined, json: unknown): PageItem {
  const told = (name: string): boolean => at(json, name) !== undefined;
  const people = (name: string, before: Person[]): Person[] => (told(name) ? listAt(json, name).map(personOf) : before);
  const body = ['UniqueBody', 'NormalizedBody', 'Body']
    .map((name) => at(json, name, 'Value'))
    .find((one) => one !== undefined);
  return {
    id: textAt(json, 'ItemId', 'Id'),
    changeKey: textAt(json, 'ItemId', 'ChangeKey') || known?.changeKey || '',
    folderId: textAt(json, 'ParentFolderId', 'Id') || known?.folderId || '',
    conversationId: textAt(json, 'ConversationId', 'Id') || known?.conversationId || '',
    messageId: textAt(json, 'InternetMessageId') || known?.messageId || '',
    subject: told('Subject') ? textAt(json, 'Subject') : (known?.subject ?? ''),
    from: told('From') ? personOf(at(json, 'From', 'Mailbox')) : (known?.from ?? { name: '', email: '' }),
    to: people('ToRecipients', known?.to ?? []),
    cc: people('CcRecipients', known?.cc ?? []),
    bcc: people('BccRecipients', known?.bcc ?? []),
    date: textAt(json, 'DateTimeSent') || textAt(json, 'DateTimeCreated') || known?.date || '',
    isRead: told('IsRead') ? at(json, 'IsRead') === true : (known?.isRead ?? true),
    isDraft: told('IsDraft') ? at(json, 'IsDraft') === true : (known?.isDraft ?? false),
    html: typeof body === 'string' ? body : known?.html,
    files: told('Attachments')
      ? listAt(json, 'Attachments')
          .filter((one) => at(one, 'IsInline') !== true)
          .map((one) => ({
            id: textAt(one, 'AttachmentId', 'Id'),
            name: textAt(one, 'Name'),
            size: Number(at(one, 'Size')) || 0,
          }))
      : (known?.files ?? []),
  };
}

/** Rows of a `FindConversation` or a `FindItem` answer. */
export function rowsOf(body: unknown): Row[] {
  const conversations = listAt(body, 'Conversations').map((one): Row => {
    const id = textAt(one, 'ConversationId', 'Id');
    const unread = Number(at(one, 'UnreadCount')) || 0;
    return {
      key: id,
      conversationId: id,
      subject: textAt(one, 'ConversationTopic'),
      senders: listAt(one, 'UniqueSenders').map(String),
      preview: textAt(one, 'Preview'),
      date: textAt(one, 'LastDeliveryTime'),
      isUnread: unread > 0,
      count: Number(at(one, 'GlobalMessageCount')) || 1,
      mark: listAt(one, 'GlobalItemIds')
        .map((each) => textAt(each, 'ChangeKey'))
        .join(),
    };
  });
  const items = listAt(body, 'ResponseMessages', 'Items', 0, 'RootFolder', 'Items').map((one): Row => {
    const id = textAt(one, 'ItemId', 'Id');
    const from = personOf(at(one, 'From', 'Mailbox'));
    return {
      key: id,
      conversationId: textAt(one, 'ConversationId', 'Id'),
      itemId: id,
      subject: textAt(one, 'Subject'),
      senders: [from.name || from.email],
      preview: textAt(one, 'Preview'),
      date: textAt(one, 'DateTimeReceived'),
      isUnread: at(one, 'IsRead') !== true,
      count: 1,
      mark: textAt(one, 'ItemId', 'ChangeKey'),
    };
  });
  return [...conversations, ...items];
}

export function foldersOf(body: unknown): FolderInfo[] {
  return listAt(body, 'ResponseMessages', 'Items', 0, 'RootFolder', 'Folders').map((one) => ({
    id: textAt(one, 'FolderId', 'Id'),
    name: textAt(one, 'DisplayName'),
    role: textAt(one, 'DistinguishedFolderId'),
    unread: Number(at(one, 'UnreadCount')) || 0,
  }));
}

/** Rows kept between visits in the page's database. */
export interface RowCache {
  read(): Promise<Row[] | undefined>;
  write(rows: Row[]): void;
}

export function createRowCache(name: string): RowCache {
  const open = (): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore('lists');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return {
    async read() {
      const database = await open();
      return new Promise((resolve) => {
        const request: IDBRequest<Row[] | undefined> = database.transaction('lists').objectStore('lists').get('inbox');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(undefined);
      });
    },
    write(rows) {
      void open().then((database) =>
        database.transaction('lists', 'readwrite').objectStore('lists').put(rows, 'inbox'),
      );
    },
  };
}
