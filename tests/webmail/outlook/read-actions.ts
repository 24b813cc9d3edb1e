import { type Action, type ActionContext, failed, headerOf, messages, success } from './actions.ts';
import { normalId } from './ids.ts';
import { attachmentJson, headersOf, itemJson, tellsContent } from './item-json.ts';
import type { StoredItem } from './mailbox.ts';
import { at, listAt, textAt } from './page/wire.ts';
import { ServiceFailure } from './service-failure.ts';
import { parseShape, type Shape } from './shapes.ts';

const ITEM_MESSAGE = 'ItemInfoResponseMessage';
/** `BaseShape: Default` cuts the body to this many characters. */
const DEFAULT_BODY_LENGTH = 2048;

type Json = Record<string, unknown>;

/** A sent copy may not be there yet for those who ask for it. */
export const isLate = (context: ActionContext, item: StoredItem): boolean =>
  item.sentMs !== undefined && context.nowMs - item.sentMs < context.behaviour.sentCopyLagMs;

export function findItem(context: ActionContext, id: string): StoredItem | undefined {
  const found = context.mailbox.find(normalId(id));
  return found && !isLate(context, found) ? found : undefined;
}

/** Values of extended properties by tag. */
function extended(context: ActionContext, item: StoredItem, tags: readonly string[]): Json[] | undefined {
  const values: Record<string, { type: string; value: string | undefined }> = {
    '0x7d': { type: 'String', value: item.isDraft ? undefined : headersOf(item.raw) },
    '0x1035': { type: 'String', value: item.mail.messageId || undefined },
    '0x3fef': {
      type: 'SystemTime',
      value: item.deferredMs === undefined ? undefined : new Date(item.deferredMs).toISOString(),
    },
  };
  const found = tags.flatMap((tag) => {
    const { type, value } = values[tag] ?? { type: '', value: undefined };
    if (value === undefined) return [];
    const mark = context.onPremises ? {} : { __type: 'ExtendedPropertyUri:#Exchange' };
    return [{ ExtendedFieldURI: { ...mark, PropertyTag: tag, PropertyType: type }, Value: value }];
  });
  return found.length > 0 ? found : undefined;
}

function shaped(context: ActionContext, item: StoredItem, shape: Shape): Json {
  const names = new Set(shape.names);
  if (shape.withMime && (context.behaviour.mimeAlone === 'works' || names.size > 1)) names.add('MimeContent');
  else names.delete('MimeContent');
  const json = itemJson({ ...context, maximumRecipients: shape.maximumRecipients }, item, names);
  const body = json.Body;
  if (shape.base === 'Default' && typeof body === 'object' && body !== null) {
    const value = textAt(body, 'Value');
    if (value.length > DEFAULT_BODY_LENGTH) {
      json.Body = { ...body, Value: value.slice(0, DEFAULT_BODY_LENGTH), IsTruncated: true };
    }
  }
  const properties = extended(context, item, shape.tags);
  return properties ? { ...json, ExtendedProperty: properties } : json;
}

export const getItem: Action = (context, body) => {
  const shape = parseShape(body);
  const wanted = listAt(body, 'ItemIds').map((one) => findItem(context, textAt(one, 'Id')));
  const isMeeting = wanted.some((item) => item?.itemClass.startsWith('IPM.Schedule.Meeting'));
  if (shape.base === 'AllProperties' && isMeeting && !context.onPremises) {
    // The answer breaks off in the middle of the item's type.
    const type = context.behaviour.meetingType.slice(0, 22);
    const whole = messages(context, 'GetItem', [{ __type: `${ITEM_MESSAGE}:#Exchange`, Items: [{ __type: type }] }]);
    const text = JSON.stringify({ Header: headerOf(context.onPremises), Body: whole });
    const begun = text.slice(0, text.indexOf(type) + type.length);
    throw new ServiceFailure(
      'SerializationException',
      'meeting mail has properties that cannot be written',
      500,
      begun,
    );
  }
  const items = wanted.map((item) =>
    item
      ? success(ITEM_MESSAGE, { Items: [shaped(context, item, shape)] })
      : failed(ITEM_MESSAGE, 'ErrorItemNotFound', 'The specified object was not found in the store.'),
  );
  const isTold = tellsContent(shape.names) || shape.withMime;
  return {
    body: messages(context, 'GetItem', items),
    revealed: isTold ? wanted.filter((item) => item !== undefined) : [],
  };
};

export const getAttachment: Action = (context, body) => {
  const members = Object.keys(at(body, 'AttachmentShape') ?? {}).filter((name) => name !== '__type');
  if (members.length > 0 && context.behaviour.attachmentShape === 'fails') {
    throw new ServiceFailure('NullReferenceException', 'the shape of an attachment cannot be told');
  }
  const found = listAt(body, 'AttachmentIds').map((one) => context.mailbox.findAttachment(normalId(textAt(one, 'Id'))));
  const items = found.map((one) => {
    if (!one || isLate(context, one.item)) {
      return failed('AttachmentInfoResponseMessage', 'ErrorItemNotFound', 'The attachment was not found.');
    }
    const { item, attachment } = one;
    const json = attachmentJson(context, item, attachment);
    const content =
      attachment.kind === 'file'
        ? { Content: Buffer.from(attachment.bytes).toString('base64') }
        : attachment.kind === 'item'
          ? { Item: { __type: 'Message:#Exchange', Subject: attachment.name, ItemClass: 'IPM.Note' } }
          : {};
    return success('AttachmentInfoResponseMessage', { Attachments: [{ ...json, ...content }] });
  });
  return { body: messages(context, 'GetAttachment', items), revealed: found.flatMap((one) => (one ? [one.item] : [])) };
};
