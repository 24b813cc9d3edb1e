import type { MailPerson } from '../gmail/read-mail.ts';
import { displayHtml, originalHtml, previewOf, uniqueHtml } from './html-bodies.ts';
import { urlId } from './ids.ts';
import type { Mailbox, StoredAttachment, StoredItem } from './mailbox.ts';
import type { Behaviour } from './options.ts';
import { zonedTime } from './zones.ts';

/** What answers need to know of who asks and how. */
export interface ItemContext {
  behaviour: Behaviour;
  onPremises: boolean;
  mailbox: Mailbox;
  /** What ids the request prefers. */
  ids: 'immutable' | 'classic';
  /** Windows name of the request's time zone. */
  zone: string | undefined;
  nowMs: number;
  /** Lists of recipients are cut to this. */
  maximumRecipients: number;
}

type Json = Record<string, unknown>;

/** Type marks stand at more objects in the cloud than on-premises. */
const typed = (context: ItemContext, type: string): Json => (context.onPremises ? {} : { __type: `${type}:#Exchange` });

export const wireId = (context: Pick<ItemContext, 'behaviour'>, id: string): string =>
  context.behaviour.idAlphabet === 'url' ? urlId(id) : id;

export const itemIdOf = (context: Pick<ItemContext, 'ids'>, item: StoredItem): string =>
  context.ids === 'immutable' ? item.immutableId : item.classicId;

export const idObject = (context: ItemContext, item: StoredItem): Json => ({
  ...typed(context, 'ItemId'),
  ChangeKey: item.changeKey,
  Id: wireId(context, itemIdOf(context, item)),
});

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** True for people of the mailbox's own organisation. */
export const isInternal = (context: ItemContext, address: string): boolean =>
  domainOf(address) === domainOf(context.mailbox.owner.address);

export function personJson(context: ItemContext, one: MailPerson): Json {
  const name = one.name || one.email;
  if (context.behaviour.internalAddresses === 'ex' && isInternal(context, one.email)) {
    const mark = one.email.split('@')[0]?.toUpperCase();
    const path = `/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0A1B2C-${mark}`;
    return { Name: name, EmailAddress: path, RoutingType: 'EX', MailboxType: 'Mailbox' };
  }
  return {
    Name: name,
    EmailAddress: one.email,
    RoutingType: 'SMTP',
    MailboxType: isInternal(context, one.email) ? 'Mailbox' : 'OneOff',
  };
}

const single = (context: ItemContext, one: MailPerson): Json | undefined =>
  one.email === '' ? undefined : { Mailbox: personJson(context, one) };

const list = (context: ItemContext, people: MailPerson[]): Json[] | undefined =>
  people.length === 0 ? undefined : people.slice(0, context.maximumRecipients).map((one) => personJson(context, one));

/** A sent copy lacks its Message-ID until the server has filled it in. */
export const hasMessageId = (context: Pick<ItemContext, 'behaviour' | 'nowMs'>, item: StoredItem): boolean =>
  !item.isDraft && (item.sentMs === undefined || context.nowMs - item.sentMs >= context.behaviour.messageIdLagMs);

const ATTACHMENT_TYPES = { file: 'FileAttachment', item: 'ItemAttachment', reference: 'ReferenceAttachment' } as const;

export function attachmentJson(context: ItemContext, item: StoredItem, attachment: StoredAttachment): Json {
  return {
    __type: `${ATTACHMENT_TYPES[attachment.kind]}:#Exchange`,
    AttachmentId: {
      ...typed(context, 'AttachmentId'),
      Id: wireId(context, attachment.id),
      RootItemId: wireId(context, itemIdOf(context, item)),
      RootItemChangeKey: item.changeKey,
    },
    Name: attachment.name,
    ContentType: attachment.mime || undefined,
    ContentId: attachment.contentId || undefined,
    Size: attachment.bytes.length,
    LastModifiedTime: zonedTime(item.modifiedMs, context.zone),
    IsInline: attachment.isInline,
    ...(attachment.kind === 'reference' ? { AttachLongPathName: attachment.href, ProviderType: 'OneDrivePro' } : {}),
  };
}

function licenseJson(item: StoredItem): Json | undefined {
  if (!item.license) return undefined;
  const { exportAllowed, extractAllowed } = item.license;
  return {
    RightsManagedMessageDecryptionStatus: 0,
    RmsTemplateId: '00000000-0000-0000-0000-000000000000',
    TemplateName: 'Confidential',
    EditAllowed: false,
    ReplyAllowed: true,
    ReplyAllAllowed: true,
    ForwardAllowed: false,
    ModifyRecipientsAllowed: false,
    ExtractAllowed: extractAllowed,
    PrintAllowed: false,
    ExportAllowed: exportAllowed,
    ProgrammaticAccessAllowed: false,
    IsOwner: false,
  };
}

const bodyJson = (context: ItemContext, value: string): Json => ({
  ...typed(context, 'BodyContentType'),
  BodyType: 'HTML',
  Value: value,
  IsTruncated: false,
});

const scopeOf = (item: StoredItem): string => `rps_${item.classicId.slice(-10, -6).replace(/\W/g, 'x').toLowerCase()}`;
const folderId = (context: ItemContext, item: StoredItem): string =>
  context.mailbox.folders.find((folder) => folder.name === item.folder)?.id ?? '';

/** Transport headers as they stand in the source. */
export function headersOf(raw: Uint8Array): string {
  const text = Buffer.from(raw).toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  return end < 0 ? text : text.slice(0, end + 2);
}

/** The source with the Message-ID taken out, as that of a copy the server has not finished. */
function sourceOf(context: ItemContext, item: StoredItem): string {
  const bytes = Buffer.from(item.raw);
  if (hasMessageId(context, item) || item.sentMs === undefined) return bytes.toString('base64');
  const text = bytes.toString('latin1').replace(/^Message-ID:.*\r\n(?:[ \t].*\r\n)*/im, '');
  return Buffer.from(text, 'latin1').toString('base64');
}

type Maker = (context: ItemContext, item: StoredItem) => unknown;

interface Property {
  /** Part before the colon in qualified names. */
  space: 'item' | 'message';
  make: Maker;
  /** What it tells is content of the message, not its envelope. */
  isContent?: true;
}

const item = (make: Maker): Property => ({ space: 'item', make });
const content = (make: Maker): Property => ({ space: 'item', make, isContent: true });
const message = (make: Maker): Property => ({ space: 'message', make });

/** Every property an item may be asked for by name. Undefined values are left out, as absent ones are. */
export const properties: Record<string, Property> = {
  ItemId: item(idObject),
  ParentFolderId: item((context, one) => ({
    ...typed(context, 'FolderId'),
    Id: wireId(context, folderId(context, one)),
    ChangeKey: 'AQAAAA==',
  })),
  ConversationId: item((context, one) => ({ ...typed(context, 'ItemId'), Id: wireId(context, one.conversationId) })),
  ItemClass: item((_, one) => one.itemClass),
  Subject: item((_, one) => one.mail.subject),
  Sensitivity: item(() => 'Normal'),
  Importance: item((_, one) => one.importance),
  Categories: item(() => undefined),
  Flag: item(() => ({ FlagStatus: 'NotFlagged' })),
  Size: item((_, one) => one.raw.length),
  HasAttachments: item((_, one) => one.attachments.some((each) => !each.isInline)),
  InReplyTo: item((_, one) => one.mail.inReplyTo || undefined),
  IsDraft: item((_, one) => one.isDraft),
  IsFromMe: item((context, one) => one.mail.from.email.toLowerCase() === context.mailbox.owner.address.toLowerCase()),
  IsSubmitted: item((_, one) => one.isDraft && one.deferredMs !== undefined),
  DateTimeSent: item((context, one) => zonedTime(one.sentMs ?? (one.mail.dateMs || one.receivedMs), context.zone)),
  DateTimeReceived: item((context, one) => zonedTime(one.receivedMs, context.zone)),
  DateTimeCreated: item((context, one) => zonedTime(one.createdMs, context.zone)),
  LastModifiedTime: item((context, one) => zonedTime(one.modifiedMs, context.zone)),
  DisplayTo: item((_, one) => one.mail.to.map((each) => each.name || each.email).join('; ')),
  DisplayCc: item((_, one) => one.mail.cc.map((each) => each.name || each.email).join('; ')),
  InstanceKey: item((_, one) => one.classicId.slice(-16)),
  InferenceClassification: item(() => 'Focused'),
  RightsManagementLicenseData: item((_, one) => licenseJson(one)),
  Attachments: item((context, one) =>
    one.attachments.length === 0 ? undefined : one.attachments.map((each) => attachmentJson(context, one, each)),
  ),
  Body: content((context, one) => bodyJson(context, originalHtml(one))),
  UniqueBody: content((context, one) => bodyJson(context, displayHtml(one, uniqueHtml(one), scopeOf(one)))),
  NormalizedBody: content((context, one) => bodyJson(context, displayHtml(one, originalHtml(one), scopeOf(one)))),
  TextBody: content((_, one) => ({ BodyType: 'Text', Value: one.mail.text || previewOf(one), IsTruncated: false })),
  Preview: content((_, one) => previewOf(one)),
  MimeContent: content((context, one) => ({ CharacterSet: 'UTF-8', Value: sourceOf(context, one) })),
  InternetMessageHeaders: item((_, one) =>
    [...headersOf(one.raw).matchAll(/^([!-9;-~]+):[ \t]*(.*)$/gm)].map((found) => ({
      HeaderName: found[1],
      Value: found[2]?.trim(),
    })),
  ),
  From: message((context, one) => single(context, one.mail.from)),
  Sender: message((context, one) => single(context, one.sender ?? one.mail.from)),
  ToRecipients: message((context, one) => list(context, one.mail.to)),
  CcRecipients: message((context, one) => list(context, one.mail.cc)),
  BccRecipients: message((context, one) => list(context, one.mail.bcc)),
  ReplyTo: message((context, one) => list(context, one.mail.replyTo)),
  InternetMessageId: message((context, one) =>
    hasMessageId(context, one) ? one.mail.messageId || undefined : undefined,
  ),
  References: message((_, one) => one.mail.references.join(' ') || undefined),
  ConversationIndex: message((_, one) => Buffer.from(one.conversationId.slice(-22)).toString('base64')),
  ConversationTopic: message((_, one) => one.mail.subject.replace(/^((re|fwd?|aw|wg|rv):\s*)+/i, '')),
  IsRead: message((_, one) => one.isRead),
  IsReadReceiptRequested: message(() => false),
  IsDeliveryReceiptRequested: message(() => false),
  IsResponseRequested: message(() => undefined),
  ReceivedBy: message((context, one) =>
    one.isDraft
      ? undefined
      : single(context, { email: context.mailbox.owner.address, name: context.mailbox.owner.name }),
  ),
  ReceivedRepresenting: message(() => undefined),
};

const isMeeting = (one: StoredItem): boolean => one.itemClass.startsWith('IPM.Schedule.Meeting');

export function typeOf(context: ItemContext, one: StoredItem): string {
  return `${isMeeting(one) ? context.behaviour.meetingType : 'Message'}:#Exchange`;
}

/** An item with the named properties. */
export function itemJson(context: ItemContext, one: StoredItem, names: Iterable<string>): Json {
  const json: Json = { __type: typeOf(context, one) };
  for (const name of names) {
    const value = properties[name]?.make(context, one);
    if (value !== undefined) json[name] = value;
  }
  return json;
}

/** Whether an answer with these properties gives away more than the envelope. */
export const tellsContent = (names: Iterable<string>): boolean =>
  [...names].some((name) => properties[name]?.isContent ?? false);
