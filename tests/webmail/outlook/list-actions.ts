import { type Action, type ActionContext, direct, failed, messages, success } from './actions.ts';
import { previewOf } from './html-bodies.ts';
import { normalId } from './ids.ts';
import { hasMessageId, idObject, itemJson, tellsContent, wireId } from './item-json.ts';
import type { Folder, StoredItem } from './mailbox.ts';
import { at, listAt, textAt } from './page/wire.ts';
import { isLate } from './read-actions.ts';
import { namedShapes, parseShape } from './shapes.ts';
import { zonedTime } from './zones.ts';

type Json = Record<string, unknown>;

const DISPLAY_NAMES: Record<string, Record<string, string>> = {
  en: {
    inbox: 'Inbox',
    drafts: 'Drafts',
    sentitems: 'Sent Items',
    deleteditems: 'Deleted Items',
    junkemail: 'Junk Email',
    outbox: 'Outbox',
    archive: 'Archive',
    calendar: 'Calendar',
  },
  de: {
    inbox: 'Posteingang',
    drafts: 'Entwürfe',
    sentitems: 'Gesendete Elemente',
    deleteditems: 'Gelöschte Elemente',
    junkemail: 'Junk-E-Mail',
    outbox: 'Postausgang',
    archive: 'Archiv',
    calendar: 'Kalender',
  },
  es: {
    inbox: 'Bandeja de entrada',
    drafts: 'Borradores',
    sentitems: 'Elementos enviados',
    deleteditems: 'Elementos eliminados',
    junkemail: 'Correo no deseado',
    outbox: 'Bandeja de salida',
    archive: 'Archivo',
    calendar: 'Calendario',
  },
};

const newestFirst = (a: StoredItem, b: StoredItem): number => b.receivedMs - a.receivedMs || b.version - a.version;
const shown = (context: ActionContext): StoredItem[] =>
  context.mailbox.items().filter((item) => !isLate(context, item));

/** All folders, as `FindFolder` and the boot answer tell them. */
export function foldersJson(context: ActionContext): Json {
  const folders = context.mailbox.folders.map((folder) => {
    const items = shown(context).filter((item) => item.folder === folder.name);
    return {
      __type: 'Folder:#Exchange',
      FolderId: { Id: wireId(context, folder.id), ChangeKey: 'AQAAAA==' },
      ParentFolderId: { Id: wireId(context, `${folder.id.slice(0, 40)}root/y+A=`), ChangeKey: 'AQAAAA==' },
      DisplayName: DISPLAY_NAMES[context.behaviour.locale]?.[folder.name] ?? folder.name,
      DistinguishedFolderId: folder.name,
      FolderClass: folder.name === 'calendar' ? 'IPF.Appointment' : 'IPF.Note',
      TotalCount: items.length,
      UnreadCount: items.filter((item) => !item.isRead).length,
      ChildFolderCount: 0,
    };
  });
  const root = { Folders: folders, TotalItemsInView: folders.length, IncludesLastItemInRange: true };
  return messages(context, 'FindFolder', [success('FindFolderResponseMessage', { RootFolder: root })]);
}

export const findFolder: Action = (context) => ({ body: foldersJson(context) });

/** The folder named by a distinguished name or an id. */
function folderAt(context: ActionContext, value: unknown): Folder | undefined {
  const id = textAt(value, 'BaseFolderId', 'Id') || textAt(value, 'Id');
  return context.mailbox.folders.find((folder) => folder.name === id || folder.id === normalId(id));
}

const NO_FOLDER = 'The specified folder could not be found in the store.';

export const findItems: Action = (context, body) => {
  const shape = parseShape(body);
  const parent = listAt(body, 'ParentFolderIds')[0] ?? at(body, 'ParentFolderId');
  const folder = folderAt(context, parent);
  if (!folder) {
    return {
      body: messages(context, 'FindItem', [failed('FindItemResponseMessage', 'ErrorFolderNotFound', NO_FOLDER)]),
    };
  }
  const all = shown(context)
    .filter((item) => item.folder === folder.name)
    .sort(newestFirst);
  const offset = Number(at(body, 'Paging', 'Offset')) || 0;
  const items = all.slice(offset, offset + (Number(at(body, 'Paging', 'MaxEntriesReturned')) || 50));
  const names = new Set([...shape.names].filter((name) => name !== 'MimeContent'));
  const root = {
    Items: items.map((item) => itemJson({ ...context, maximumRecipients: shape.maximumRecipients }, item, names)),
    IncludesLastItemInRange: offset + items.length >= all.length,
    IndexedPagingOffset: offset + items.length,
    TotalItemsInView: all.length,
  };
  const message = success('FindItemResponseMessage', { RootFolder: root });
  return { body: messages(context, 'FindItem', [message]), revealed: tellsContent(names) ? items : [] };
};

function conversationJson(context: ActionContext, items: StoredItem[], inFolder: StoredItem[]): Json {
  const [newest] = inFolder.toSorted(newestFirst);
  const senders = new Set(inFolder.toSorted(newestFirst).map((item) => item.mail.from.name || item.mail.from.email));
  return {
    ConversationId: { Id: wireId(context, newest?.conversationId ?? '') },
    ConversationTopic: newest?.mail.subject.replace(/^((re|fwd?|aw|wg|rv):\s*)+/i, '') ?? '',
    UniqueSenders: [...senders],
    LastDeliveryTime: zonedTime(newest?.receivedMs ?? 0, context.zone),
    LastModifiedTime: zonedTime(Math.max(...items.map((item) => item.modifiedMs)), context.zone),
    MessageCount: inFolder.length,
    GlobalMessageCount: items.length,
    UnreadCount: inFolder.filter((item) => !item.isRead).length,
    GlobalUnreadCount: items.filter((item) => !item.isRead).length,
    HasAttachments: inFolder.some((item) => item.attachments.some((one) => !one.isInline)),
    ItemIds: inFolder.toSorted(newestFirst).map((item) => idObject(context, item)),
    GlobalItemIds: items.toSorted(newestFirst).map((item) => idObject(context, item)),
    Preview: newest ? previewOf(newest) : '',
    ItemClasses: [...new Set(inFolder.map((item) => item.itemClass))],
  };
}

export const findConversation: Action = (context, body) => {
  const folder = folderAt(context, at(body, 'ParentFolderId'));
  if (!folder) return { body: { ...failed('FindConversationResponseMessage', 'ErrorFolderNotFound', NO_FOLDER) } };
  const inFolder = Map.groupBy(
    shown(context).filter((item) => item.folder === folder.name),
    (item) => item.conversationId,
  );
  const newestOf = (items: StoredItem[]): StoredItem | undefined => items.toSorted(newestFirst)[0];
  const sorted = [...inFolder].sort(([, a], [, b]) => {
    const [one, other] = [newestOf(a), newestOf(b)];
    return one && other ? newestFirst(one, other) : 0;
  });
  const offset = Number(at(body, 'Paging', 'Offset')) || 0;
  const wanted = sorted.slice(offset, offset + (Number(at(body, 'Paging', 'MaxEntriesReturned')) || 50));
  const everything = Map.groupBy(shown(context), (item) => item.conversationId);
  const conversations = wanted.map(([id, items]) => conversationJson(context, everything.get(id) ?? items, items));
  return {
    body: direct(context, 'FindConversation', {
      Conversations: conversations,
      TotalConversationsInView: inFolder.size,
      IndexedOffset: offset + wanted.length,
    }),
    // Each row begins the newest message.
    revealed: wanted.flatMap(([, items]) => items.toSorted(newestFirst).slice(0, 1)),
  };
};

const stateOf = (version: number): string => Buffer.from(`v${version}`).toString('base64');
const versionOf = (state: string): number | undefined => {
  const found = /^v(\d+)$/.exec(Buffer.from(state, 'base64').toString('latin1'));
  return found ? Number(found[1]) : undefined;
};

/** What a later answer tells of a message known from an earlier one. */
const KNOWN = ['ItemId', 'ParentFolderId', 'IsRead', 'IsDraft', 'Flag', 'LastModifiedTime'];

interface ThreadShape {
  names: Set<string>;
  maximumRecipients: number;
  onlyFirstBody: boolean;
  ignored: Set<string>;
  maximum: number;
}

function parseThreadShape(context: ActionContext, body: unknown): ThreadShape {
  const shapeName = textAt(body, 'ShapeName');
  const shape = parseShape({ ...(typeof body === 'object' ? body : {}), ShapeName: '' });
  const names = new Set([...shape.names, ...(namedShapes[shapeName] ?? [])]);
  if (textAt(body, 'ItemShape', 'BodyShape') === 'UniqueFragment' && names.delete('Body')) names.add('UniqueBody');
  const ignored = listAt(body, 'FoldersToIgnore').flatMap((one) => folderAt(context, one)?.name ?? []);
  return {
    names,
    maximumRecipients: shape.maximumRecipients,
    onlyFirstBody: at(body, 'ItemShape', 'CalculateOnlyFirstBody') === true,
    ignored: new Set(ignored),
    maximum: Number(at(body, 'MaxItemsToReturn')) || 100,
  };
}

const BODIES = ['Body', 'UniqueBody', 'NormalizedBody', 'TextBody'];

/** A thread: a node for each message, which may stand in several folders; the newest comes first. */
function threadJson(
  context: ActionContext,
  asked: unknown,
  shape: ThreadShape,
): { json: Json; revealed: StoredItem[] } {
  const id = normalId(textAt(asked, 'ConversationId', 'Id'));
  const since = versionOf(textAt(asked, 'SyncState'));
  const items = context.mailbox
    .conversation(id)
    .filter((item) => !isLate(context, item) && !shape.ignored.has(item.folder))
    .sort(newestFirst)
    .slice(0, shape.maximum);
  if (items.length === 0) {
    const text = 'The conversation was not found.';
    return { json: failed('GetConversationItemsResponseMessage', 'ErrorItemNotFound', text), revealed: [] };
  }
  const revealed: StoredItem[] = [];
  const oneJson = (item: StoredItem, isFirst: boolean): Json => {
    const isKnown = since !== undefined && item.since <= since;
    const whole = [...shape.names].filter((name) => isFirst || !shape.onlyFirstBody || !BODIES.includes(name));
    const names = isKnown ? KNOWN : whole;
    if (tellsContent(names)) revealed.push(item);
    return itemJson({ ...context, maximumRecipients: shape.maximumRecipients }, item, names);
  };
  const keyOf = (item: StoredItem): string => item.mail.messageId || item.immutableId;
  const nodes = [...Map.groupBy(items, keyOf).values()].map((copies, place, all) => {
    const [first] = copies;
    const parent = items.find((item) => item.mail.messageId !== '' && item.mail.messageId === first?.mail.inReplyTo);
    const isNamed = first !== undefined && hasMessageId(context, first) && first.mail.messageId !== '';
    return {
      ...(isNamed ? { InternetMessageId: first.mail.messageId } : {}),
      ...(parent ? { ParentInternetMessageId: parent.mail.messageId } : {}),
      HasQuotedText: false,
      QuotedTextList: [],
      IsRootNode: place === all.length - 1,
      Items: copies.map((item) => oneJson(item, place === 0)),
    };
  });
  const conversation = {
    ConversationId: { Id: wireId(context, id) },
    SyncState: stateOf(context.mailbox.version),
    ConversationNodes: nodes,
    TotalConversationNodesCount: nodes.length,
  };
  return { json: success('GetConversationItemsResponseMessage', { Conversation: conversation }), revealed };
}

export const getConversationItems: Action = (context, body) => {
  const shape = parseThreadShape(context, body);
  const threads = listAt(body, 'Conversations').map((asked) => threadJson(context, asked, shape));
  return {
    body: messages(
      context,
      'GetConversationItems',
      threads.map((thread) => thread.json),
    ),
    revealed: threads.flatMap((thread) => thread.revealed),
  };
};
