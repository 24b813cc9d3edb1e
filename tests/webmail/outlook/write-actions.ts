import type { MailPerson } from '../gmail/read-mail.ts';
import { type Action, type ActionAnswer, type ActionContext, failed, messages, success } from './actions.ts';
import { originalHtml } from './html-bodies.ts';
import { type IdMaker, normalId } from './ids.ts';
import { attachmentJson, idObject, itemIdOf, itemJson } from './item-json.ts';
import type { StoredItem } from './mailbox.ts';
import { at, listAt, textAt } from './page/wire.ts';
import { findItem } from './read-actions.ts';
import { ServiceFailure } from './service-failure.ts';

export interface WriteParts {
  ids: IdMaker;
  /** Who is signed in: the sender of what goes out of somebody else's mailbox. */
  user(): MailPerson;
}

const ITEM_MESSAGE = 'ItemInfoResponseMessage';
const NOT_FOUND = 'The specified object was not found in the store.';
const DEFERRED_TAG = '0x3fef';

type Json = Record<string, unknown>;

/** Reads a recipient; an X.500 path is that of somebody of the mailbox's own organisation. */
function personOf(context: ActionContext, value: unknown): MailPerson {
  const given = textAt(value, 'EmailAddress');
  const name = textAt(value, 'Name');
  const mark = /^\/O=.*-([^/]+)$/i.exec(given)?.[1]?.toLowerCase();
  const email = mark ? `${mark}@${context.mailbox.owner.address.split('@')[1]}` : given;
  return { email, name: name === given ? '' : name };
}

const words = (verb: string, context: ActionContext, item: StoredItem): string =>
  `${verb} ${normalId(itemIdOf(context, item))}`;

/** Sets what a request says of a message; what it does not mention stays. */
function fold(context: ActionContext, item: StoredItem, fields: unknown): void {
  const { outgoing } = item;
  if (typeof fields !== 'object' || fields === null || !outgoing) return;
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'Subject') outgoing.subject = String(value ?? '');
    if (name === 'Body' || name === 'NewBodyContent') outgoing.html = textAt(value, 'Value');
    if (name === 'Importance') item.importance = String(value);
    if (name === 'IsRead') item.isRead = value === true;
    if (name === 'ToRecipients') outgoing.to = listAt(fields, name).map((one) => personOf(context, one));
    if (name === 'CcRecipients') outgoing.cc = listAt(fields, name).map((one) => personOf(context, one));
    if (name === 'BccRecipients') outgoing.bcc = listAt(fields, name).map((one) => personOf(context, one));
    if (name === 'From' && value) outgoing.from = personOf(context, at(value, 'Mailbox'));
    if (name === 'ExtendedProperty') {
      for (const property of Array.isArray(value) ? value : [value]) {
        if (textAt(property, 'ExtendedFieldURI', 'PropertyTag').toLowerCase() !== DEFERRED_TAG) continue;
        item.deferredMs = Date.parse(textAt(property, 'Value'));
      }
    }
  }
  item.modifiedMs = context.nowMs;
}

const composeExtras = (item: StoredItem): Json => ({
  ExtendedProperty: [
    {
      ExtendedFieldURI: { __type: 'ExtendedPropertyUri:#Exchange', PropertyTag: '0xe1d', PropertyType: 'String' },
      Value: item.mail.subject,
    },
    {
      ExtendedFieldURI: {
        __type: 'ExtendedPropertyUri:#Exchange',
        DistinguishedPropertySetId: 'Common',
        PropertyName: 'ComposeType',
        PropertyType: 'String',
      },
      Value: item.composeType ?? 'newMail',
    },
  ],
  IsGroupEscalationMessage: false,
  Apps: [],
});

const DRAFT_PROPERTIES = [
  'Sender',
  'ItemId',
  'ParentFolderId',
  'ItemClass',
  'IsReadReceiptRequested',
  'Subject',
  'IsDeliveryReceiptRequested',
  'Sensitivity',
  'Importance',
  'Body',
  'From',
  'ToRecipients',
  'CcRecipients',
  'BccRecipients',
  'IsDraft',
  'LastModifiedTime',
  'ConversationId',
  'Attachments',
];

const draftJson = (context: ActionContext, item: StoredItem): Json => ({
  ...itemJson({ ...context, maximumRecipients: Number.POSITIVE_INFINITY }, item, DRAFT_PROPERTIES),
  ...composeExtras(item),
});

const KINDS: Record<string, string> = { ReplyToItem: 'reply', ReplyAllToItem: 'replyAll', ForwardItem: 'forward' };
const typeName = (value: unknown): string => textAt(value, '__type').split(':')[0] ?? '';

export function createWriteActions(parts: WriteParts): Record<string, Action> {
  const quoted = (original: StoredItem): string =>
    `<div id="appendonsend"></div><hr tabindex="-1" style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">${original.mail.from.name}</div>${originalHtml(original)}`;

  function begin(context: ActionContext, given: unknown, compose: string): StoredItem {
    const { owner } = context.mailbox;
    const user = parts.user();
    const kind = KINDS[typeName(given)];
    const original = kind ? findItem(context, textAt(given, 'ReferenceItemId', 'Id')) : undefined;
    if (kind && !original) throw new ServiceFailure('ErrorItemNotFound', NOT_FOUND, 200);
    const parent = kind === 'forward' ? undefined : original;
    const parentId = parent?.mail.messageId;
    const own = [owner, ...(owner.aliases ?? [])].map((one) => one.address.toLowerCase());
    const others = (people: MailPerson[]): MailPerson[] =>
      people.filter((one) => !own.includes(one.email.toLowerCase()));
    const item: StoredItem = {
      immutableId: parts.ids.immutable(),
      classicId: parts.ids.item(),
      changeKey: '',
      conversationId: original?.conversationId ?? context.mailbox.conversationFor([]),
      folder: 'drafts',
      raw: new Uint8Array(),
      mail: original?.mail ?? emptyMail,
      attachments:
        kind === 'forward' ? (original?.attachments ?? []).map((one) => ({ ...one, id: parts.ids.attachment() })) : [],
      isRead: true,
      isDraft: true,
      importance: 'Normal',
      itemClass: 'IPM.Note',
      composeType: kind ?? (compose || 'newMail'),
      createdMs: context.nowMs,
      receivedMs: context.nowMs,
      modifiedMs: context.nowMs,
      version: 0,
      since: 0,
      outgoing: {
        messageId: '',
        from: { email: owner.address, name: owner.name },
        to: kind && kind !== 'forward' && original ? [original.mail.from] : [],
        cc: kind === 'replyAll' && original ? others([...original.mail.to, ...original.mail.cc]) : [],
        bcc: [],
        subject: original
          ? `${kind === 'forward' ? 'Fw: ' : 'Re: '}${original.mail.subject.replace(/^((re|fw):\s*)+/i, '')}`
          : '',
        html: '',
        ...(parent && parentId ? { inReplyTo: parentId, references: [...parent.mail.references, parentId] } : {}),
        dateMs: context.nowMs,
        files: [],
      },
      ...(user.email.toLowerCase() === owner.address.toLowerCase() ? {} : { sender: user }),
    };
    fold(context, item, given);
    if (original && item.outgoing) item.outgoing.html += quoted(original);
    return item;
  }

  /** What a request with a sending disposition ends in; undefined when all is well. */
  async function send(context: ActionContext, item: StoredItem, disposition: string): Promise<Json | undefined> {
    if (context.behaviour.sends === 'refused') {
      const text = 'The user account does not have the right to send mail for this user.';
      return failed(ITEM_MESSAGE, 'ErrorSendAsDenied', text);
    }
    const { outgoing } = item;
    if (!outgoing || outgoing.to.length + outgoing.cc.length + outgoing.bcc.length === 0) {
      return failed(ITEM_MESSAGE, 'ErrorInvalidRecipients', 'At least one recipient is not valid.');
    }
    if (item.deferredMs !== undefined && item.deferredMs > context.nowMs) return undefined;
    await context.post.send(context.mailbox, item, disposition !== 'SendOnly');
    return undefined;
  }

  const dispositionOf = (body: unknown): string =>
    textAt(body, 'MessageDisposition') || textAt(body, 'MessageDispositionString');
  const sends = (disposition: string): boolean => disposition === 'SendAndSaveCopy' || disposition === 'SendOnly';
  const verbFor = (item: StoredItem): string => (item.deferredMs === undefined ? 'send' : 'schedule');

  const createItem: Action = async (context, body): Promise<ActionAnswer> => {
    const disposition = dispositionOf(body);
    const items: Json[] = [];
    const changes: string[] = [];
    for (const given of listAt(body, 'Items')) {
      const item = begin(context, given, textAt(body, 'ComposeOperation'));
      await context.post.write(item);
      context.mailbox.add(item);
      if (!sends(disposition)) {
        changes.push(words('draft', context, item));
        items.push(success(ITEM_MESSAGE, { Items: [draftJson(context, item)] }));
        continue;
      }
      const fault = await send(context, item, disposition);
      if (fault) context.mailbox.remove(item);
      else changes.push(words(verbFor(item), context, item));
      // The answer to a send names nothing.
      items.push(fault ?? success(ITEM_MESSAGE, { Items: [] }));
    }
    return { body: messages(context, 'CreateItem', items), changes };
  };

  /** Fields of the updates of a change, whatever way their names are written. */
  function fieldsOf(change: unknown): Json {
    const fields: Json = {};
    for (const update of listAt(change, 'Updates')) {
      const name = textAt(update, 'Path', 'FieldURI').replace(/^\w+:/, '');
      const value = at(update, 'Item');
      if (typeof value === 'object' && value !== null && typeName(update) === 'SetItemField') {
        const { __type, ...rest } = value as Json;
        Object.assign(fields, rest);
      } else if (typeName(update) === 'DeleteItemField') fields[name] = /Recipients$/.test(name) ? [] : '';
    }
    return fields;
  }

  const updateItem: Action = async (context, body): Promise<ActionAnswer> => {
    const disposition = dispositionOf(body);
    const items: Json[] = [];
    const changes: string[] = [];
    const given = [...listAt(body, 'ItemChanges'), at(body, 'ItemChange')].filter((one) => one !== undefined);
    for (const change of given) {
      const item = findItem(context, textAt(change, 'ItemId', 'Id'));
      if (!item) {
        items.push(failed(ITEM_MESSAGE, 'ErrorItemNotFound', NOT_FOUND));
        continue;
      }
      const fields = fieldsOf(change);
      if (!item.isDraft) {
        if (typeof fields.IsRead === 'boolean') {
          item.isRead = fields.IsRead;
          changes.push(words(item.isRead ? 'read' : 'unread', context, item));
        }
        context.mailbox.touch(item, context.nowMs);
        items.push(
          success(ITEM_MESSAGE, { Items: [itemJson(context, item, ['ItemId'])], ConflictResults: { Count: 0 } }),
        );
        continue;
      }
      fold(context, item, fields);
      await context.post.write(item);
      context.mailbox.touch(item, context.nowMs);
      const fault = sends(disposition) ? await send(context, item, disposition) : undefined;
      if (fault) {
        items.push(fault);
        continue;
      }
      changes.push(words(sends(disposition) ? verbFor(item) : 'draft', context, item));
      const told = sends(disposition)
        ? []
        : [itemJson(context, item, ['ItemId', 'ConversationId', 'LastModifiedTime'])];
      items.push(success(ITEM_MESSAGE, { Items: told, ConflictResults: { Count: 0 } }));
    }
    return { body: messages(context, 'UpdateItem', items), changes };
  };

  const sendItem: Action = async (context, body): Promise<ActionAnswer> => {
    if (context.behaviour.sendItem === 'refused') {
      throw new ServiceFailure('OwaOperationNotSupportedException', 'SendItem is not supported.');
    }
    const items: Json[] = [];
    const changes: string[] = [];
    for (const one of listAt(body, 'ItemIds')) {
      const item = findItem(context, textAt(one, 'Id'));
      const isKept = at(body, 'SaveItemToFolder') !== false;
      const fault = item?.isDraft
        ? await send(context, item, isKept ? 'SendAndSaveCopy' : 'SendOnly')
        : failed(ITEM_MESSAGE, 'ErrorItemNotFound', NOT_FOUND);
      if (!fault && item) changes.push(words('send', context, item));
      items.push(fault ?? success('ResponseMessage', {}));
    }
    return { body: messages(context, 'SendItem', items), changes };
  };

  const deleteItem: Action = (context, body): ActionAnswer => {
    const changes: string[] = [];
    const items = listAt(body, 'ItemIds').map((one) => {
      const item = findItem(context, textAt(one, 'Id'));
      if (!item) return failed('DeleteItemResponseMessage', 'ErrorItemNotFound', NOT_FOUND);
      changes.push(words('delete', context, item));
      if (textAt(body, 'DeleteType') === 'HardDelete') context.mailbox.remove(item);
      else context.mailbox.move(item, 'deleteditems', context.nowMs);
      return success('DeleteItemResponseMessage', {});
    });
    return { body: messages(context, 'DeleteItem', items), changes };
  };

  async function attach(context: ActionContext, parentId: string, given: unknown[]): Promise<ActionAnswer> {
    const item = findItem(context, parentId);
    const type = 'AttachmentInfoResponseMessage';
    if (!item?.isDraft) {
      return { body: messages(context, 'CreateAttachment', [failed(type, 'ErrorItemNotFound', NOT_FOUND)]) };
    }
    const made = given.map((one) => {
      const content = textAt(one, 'Content');
      return {
        id: parts.ids.attachment(),
        kind: 'file' as const,
        name: textAt(one, 'Name'),
        mime: textAt(one, 'ContentType') || 'application/octet-stream',
        bytes: content === '' && context.upload ? context.upload : new Uint8Array(Buffer.from(content, 'base64')),
        isInline: at(one, 'IsInline') === true,
        contentId: textAt(one, 'ContentId'),
      };
    });
    item.attachments.push(...made);
    await context.post.write(item);
    context.mailbox.touch(item, context.nowMs);
    const items = made.map((one) => success(type, { Attachments: [attachmentJson(context, item, one)] }));
    return { body: messages(context, 'CreateAttachment', items), changes: [words('attach', context, item)] };
  }

  const createAttachment: Action = (context, body) =>
    attach(context, textAt(body, 'ParentItemId', 'Id'), listAt(body, 'Attachments'));

  const deleteAttachment: Action = async (context, body): Promise<ActionAnswer> => {
    const changes: string[] = [];
    const items: Json[] = [];
    for (const one of listAt(body, 'AttachmentIds')) {
      const found = context.mailbox.findAttachment(normalId(textAt(one, 'Id')));
      if (!found?.item.isDraft) {
        items.push(failed('DeleteAttachmentResponseMessage', 'ErrorItemNotFound', NOT_FOUND));
        continue;
      }
      found.item.attachments = found.item.attachments.filter((each) => each !== found.attachment);
      await context.post.write(found.item);
      context.mailbox.touch(found.item, context.nowMs);
      changes.push(words('detach', context, found.item));
      items.push(success('DeleteAttachmentResponseMessage', { RootItemId: idObject(context, found.item) }));
    }
    return { body: messages(context, 'DeleteAttachment', items), changes };
  };

  const applyConversationAction: Action = (context, body): ActionAnswer => {
    const changes: string[] = [];
    const items = listAt(body, 'ConversationActions').map((one) => {
      const isRead = at(one, 'IsRead') === true;
      for (const item of context.mailbox.conversation(normalId(textAt(one, 'ConversationId', 'Id')))) {
        if (textAt(one, 'Action') !== 'SetReadState' || item.isRead === isRead) continue;
        item.isRead = isRead;
        context.mailbox.touch(item, context.nowMs);
        changes.push(words(isRead ? 'read' : 'unread', context, item));
      }
      return success('ApplyConversationActionResponseMessage', {});
    });
    return { body: messages(context, 'ApplyConversationAction', items), changes };
  };

  return {
    CreateItem: createItem,
    UpdateItem: updateItem,
    SendItem: sendItem,
    DeleteItem: deleteItem,
    CreateAttachment: createAttachment,
    CreateAttachmentFromLocalFile: createAttachment,
    DeleteAttachment: deleteAttachment,
    ApplyConversationAction: applyConversationAction,
  };
}

const emptyMail: StoredItem['mail'] = {
  messageId: '',
  inReplyTo: '',
  references: [],
  listId: '',
  from: { email: '', name: '' },
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: '',
  dateMs: 0,
  html: '',
  text: '',
  parts: [],
  mime: '',
};
