import { parseId } from '../ids.ts';

/** A request that reads: its action and the `Body` of its envelope. */
export interface ReadRequest {
  action: 'GetItem' | 'GetConversationItems' | 'GetAttachment' | 'FindItem' | 'GetOwaUserConfiguration';
  /** Type of the envelope and of what is in it come from the action. */
  body: Readonly<Record<string, unknown>>;
}

/** Items asked for at once. */
export const MAX_ITEMS_AT_ONCE = 50;

/** Who, when and what kind; nothing of what a message says. Each has been there since Exchange 2013. */
const ENVELOPE = [
  'item:ItemClass',
  'item:ParentFolderId',
  'item:ConversationId',
  'item:DateTimeSent',
  'item:DateTimeReceived',
  'item:IsDraft',
  'message:InternetMessageId',
  'message:From',
  'message:Sender',
  'message:ToRecipients',
  'message:CcRecipients',
  'message:BccRecipients',
  'message:ReplyTo',
];
/** What a message says, where its source is not to be had. */
const CONTENT = ['item:Subject', 'item:Body', 'item:Attachments', 'item:InReplyTo', 'message:References'];
/** What tells a sent copy from others, in a list that names no recipients. */
const SENT_ROW = ['item:Subject', 'item:ConversationId', 'item:DateTimeSent', 'item:ItemClass', 'item:ParentFolderId'];

/**
 * Turns a question of the isolated side into a request. Only actions that read can come of it, and only ids of Exchange
 * go into it.
 */
export function toReadRequest(question: Readonly<Record<string, unknown>>): ReadRequest | undefined {
  const { mime, item, content, conversation, attachment, sentItems, settings } = question;
  if (mime !== undefined) {
    // A property has to be asked for beside the source: Exchange Online has answered without it otherwise.
    return getItems([mime], { ...shape(['item:Size']), IncludeMimeContent: true });
  }
  if (content !== undefined) return getItems([content], { ...shape([...ENVELOPE, ...CONTENT]), BodyType: 'HTML' });
  if (item !== undefined) return getItems(Array.isArray(item) ? item : [item], shape(ENVELOPE));
  if (conversation !== undefined) {
    const id = parseId(conversation);
    return id === undefined ? undefined : getConversation(id);
  }
  if (attachment !== undefined) {
    // No shape: any that has members was seen to make the server fail.
    const id = parseAttachmentId(attachment);
    const ids = [{ __type: 'RequestAttachmentId:#Exchange', Id: id }];
    return id === undefined ? undefined : { action: 'GetAttachment', body: { AttachmentIds: ids } };
  }
  if (settings === true) return { action: 'GetOwaUserConfiguration', body: {} };
  return sentItems === true ? findSentItems() : undefined;
}

function getItems(ids: readonly unknown[], itemShape: Readonly<Record<string, unknown>>): ReadRequest | undefined {
  const known = ids.map(parseId).filter((id) => id !== undefined);
  if (known.length === 0 || known.length !== ids.length || known.length > MAX_ITEMS_AT_ONCE) return undefined;
  return { action: 'GetItem', body: { ItemShape: itemShape, ItemIds: known.map(itemId) } };
}

function getConversation(id: string): ReadRequest {
  const conversation = { __type: 'ConversationRequestType:#Exchange', ConversationId: itemId(id), SyncState: '' };
  return {
    action: 'GetConversationItems',
    body: {
      Conversations: [conversation],
      ItemShape: shape(ENVELOPE),
      SortOrder: 'DateOrderDescending',
      MaxItemsToReturn: 100,
    },
  };
}

function findSentItems(): ReadRequest {
  return {
    action: 'FindItem',
    body: {
      ItemShape: shape(SENT_ROW),
      ParentFolderIds: [{ __type: 'DistinguishedFolderId:#Exchange', Id: 'sentitems' }],
      Traversal: 'Shallow',
      Paging: { __type: 'IndexedPageView:#Exchange', BasePoint: 'Beginning', Offset: 0, MaxEntriesReturned: 15 },
      SortOrder: [{ __type: 'SortResults:#Exchange', Order: 'Descending', Path: property('item:DateTimeSent') }],
    },
  };
}

function shape(properties: readonly string[]): Record<string, unknown> {
  return {
    __type: 'ItemResponseShape:#Exchange',
    BaseShape: 'IdOnly',
    AdditionalProperties: properties.map(property),
  };
}

function property(name: string) {
  return { __type: 'PropertyUri:#Exchange', FieldURI: name };
}

function itemId(id: string) {
  return { __type: 'ItemId:#Exchange', Id: id };
}

/** Ids of attachments hold that of their item and more. */
function parseAttachmentId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9+/=_-]{8,2000}$/.test(value) ? value : undefined;
}
