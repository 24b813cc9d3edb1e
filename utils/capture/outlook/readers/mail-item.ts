import type { Address } from '../../../model/address.ts';
import { isEmail } from '../../email-pattern.ts';
import type { Tree } from '../../literals/parse-literal.ts';
import { parseId } from '../ids.ts';
import { at, countAt, type Fields, fieldsAt, flagAt, listAt, textAt, timeAt, typeOf } from './tree.ts';

/** People as an answer names them. */
export interface People {
  people: Address[];
  /** False where somebody is named without an address (an X.500 path), or the list may have been cut. */
  isWhole: boolean;
}

export interface ItemAttachmentInfo {
  id?: string;
  kind: 'file' | 'item' | 'reference';
  name: string;
  mimeType: string;
  size?: number;
  isInline: boolean;
  contentId?: string;
}

export interface ItemBody {
  value: string;
  isHtml: boolean;
  /** What it quotes has been left out. */
  isPart: boolean;
}

/** All one answer says of a message. What is absent was not asked for, or is not known: it is never "none". */
export interface MailItem {
  /** In normal form. */
  id: string;
  conversationId?: string;
  folderId?: string;
  /** Message-ID header with its angle brackets. */
  messageId?: string;
  from?: Address;
  /** Differs from `from` where somebody sent in another's name. */
  sender?: Address;
  to?: People;
  cc?: People;
  bcc?: People;
  replyTo?: People;
  subject?: string;
  sentMs?: number;
  receivedMs?: number;
  isDraft?: boolean;
  itemClass?: string;
  /** Held back by the server until then. */
  deferredMs?: number;
  /** The sender allows nobody to take the content out of the webmail. */
  isRestricted?: boolean;
  inReplyTo?: string;
  references?: string[];
  body?: ItemBody;
  attachments?: ItemAttachmentInfo[];
}

/** As tagged by MAPI: the message leaves at this time. */
const DEFERRED_SEND_TAG = '0x3fef';

/** Longer lists are no message. */
const MAX_PEOPLE = 2000;
const MAX_ATTACHMENTS = 1000;

/** Meetings in a mailbox are mail: requests, answers and cancellations between people. */
const MAIL_TYPE = /^(?:Message|Meeting(?:Request|Response|Cancellation|Message))(?:Type|MessageType)?$/;
const MAIL_CLASS = /^IPM\.(?:Note|Schedule)(?:\.|$)/i;
/** Receipts and notes about failed delivery, written by servers. */
const REPORT_CLASS = /^REPORT\.|\.(?:NDR|DR|IPNRN|IPNNRN)$/i;

/**
 * Reads a message of any action; undefined for what is none.
 *
 * @param mostRecipients what the request allowed each list to hold: a list of that length may have been cut
 */
export function readItem(node: Tree | undefined, mostRecipients = Number.POSITIVE_INFINITY): MailItem | undefined {
  const id = parseId(textAt(node, 'ItemId', 'Id'));
  if (id === undefined || !isMail(node)) return undefined;
  return { id, ...readItemFields(node, mostRecipients) };
}

/** Everything but its id: what a request that makes or changes a message says of it. */
export function readItemFields(node: Tree | Fields | undefined, mostRecipients: number): Omit<MailItem, 'id'> {
  const lists = {
    to: readPeople(at(node, 'ToRecipients'), mostRecipients),
    cc: readPeople(at(node, 'CcRecipients'), mostRecipients),
    bcc: readPeople(at(node, 'BccRecipients'), mostRecipients),
    replyTo: readPeople(at(node, 'ReplyTo'), mostRecipients),
  };
  return known({
    conversationId: parseId(textAt(node, 'ConversationId', 'Id')),
    folderId: parseId(textAt(node, 'ParentFolderId', 'Id')),
    messageId: parseMessageId(textAt(node, 'InternetMessageId')),
    from: readPerson(at(node, 'From', 'Mailbox')),
    sender: readPerson(at(node, 'Sender', 'Mailbox')),
    ...lists,
    subject: textAt(node, 'Subject'),
    sentMs: timeAt(node, 'DateTimeSent'),
    receivedMs: timeAt(node, 'DateTimeReceived'),
    isDraft: flagAt(node, 'IsDraft'),
    itemClass: textAt(node, 'ItemClass'),
    deferredMs: deferredIn(node),
    isRestricted: isRestricted(node),
    inReplyTo: textAt(node, 'InReplyTo')?.slice(0, 998),
    references: textAt(node, 'References')?.split(/\s+/).slice(-200),
    body: readBody(node),
    attachments: readAttachments(node),
  });
}

function isMail(node: Tree | undefined): boolean {
  const itemClass = textAt(node, 'ItemClass');
  if (itemClass !== undefined) return MAIL_CLASS.test(itemClass) && !REPORT_CLASS.test(itemClass);
  const type = typeOf(node);
  return type === '' ? at(node, 'ToRecipients') !== undefined : MAIL_TYPE.test(type);
}

/** Addresses of the outer world only: an X.500 path names a colleague, and nobody outside understands it. */
function readPerson(node: Tree | undefined): Address | undefined {
  const email = textAt(node, 'EmailAddress')?.trim();
  const routing = textAt(node, 'RoutingType') ?? 'SMTP';
  if (email === undefined || routing.toUpperCase() !== 'SMTP' || !isEmail(email)) return undefined;
  const name = textAt(node, 'Name')?.slice(0, 500);
  return name === undefined ? { email: email.toLowerCase() } : { email: email.toLowerCase(), name };
}

function readPeople(node: Tree | undefined, most: number): People | undefined {
  if (!Array.isArray(node)) return undefined;
  const listed = node.slice(0, MAX_PEOPLE);
  // Recipients of mail are flat; those of meetings stand under `Mailbox`.
  const people = listed.map((one) => readPerson(at(one, 'Mailbox') ?? one)).filter((one) => one !== undefined);
  return { people, isWhole: people.length === node.length && node.length < most };
}

function parseMessageId(text: string | undefined): string | undefined {
  const id = text?.trim();
  return id !== undefined && /^<[^<>\s]+>$/.test(id) && id.length <= 998 ? id : undefined;
}

function deferredIn(node: Tree | Fields | undefined): number | undefined {
  for (const property of listAt(node, 'ExtendedProperty')) {
    const tag = textAt(property, 'ExtendedFieldURI', 'PropertyTag')?.toLowerCase();
    if (tag === DEFERRED_SEND_TAG) return timeAt(property, 'Value') ?? parseLooseTime(textAt(property, 'Value'));
  }
  return undefined;
}

/** A time the page itself made: without an offset it is UTC, as MAPI has it. */
function parseLooseTime(text: string | undefined): number | undefined {
  const ms = Date.parse(`${text ?? ''}Z`);
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

export function isDeferredSendTag(tag: string | undefined): boolean {
  return tag?.toLowerCase() === DEFERRED_SEND_TAG;
}

function isRestricted(node: Tree | Fields | undefined): boolean | undefined {
  const rights = fieldsAt(node, 'RightsManagementLicenseData');
  if (rights === undefined) return undefined;
  return flagAt(rights, 'ExportAllowed') === false || flagAt(rights, 'ExtractAllowed') === false;
}

/** The whole text where it was given, else as it is displayed, else without what it quotes. */
function readBody(node: Tree | Fields | undefined): ItemBody | undefined {
  for (const name of ['Body', 'NormalizedBody', 'UniqueBody']) {
    const body = fieldsAt(node, name);
    const value = textAt(body, 'Value');
    if (value === undefined || flagAt(body, 'IsTruncated') === true) continue;
    return { value, isHtml: textAt(body, 'BodyType')?.toUpperCase() !== 'TEXT', isPart: name === 'UniqueBody' };
  }
  return undefined;
}

const kinds: Readonly<Record<string, ItemAttachmentInfo['kind']>> = {
  ItemAttachment: 'item',
  ReferenceAttachment: 'reference',
};

function readAttachments(node: Tree | Fields | undefined): ItemAttachmentInfo[] | undefined {
  const listed = at(node, 'Attachments');
  if (!Array.isArray(listed)) return undefined;
  return listed.slice(0, MAX_ATTACHMENTS).map((one) => ({
    kind: kinds[typeOf(one)] ?? 'file',
    name: (textAt(one, 'Name') ?? '').slice(0, 1000),
    mimeType: (textAt(one, 'ContentType') ?? 'application/octet-stream').slice(0, 255),
    isInline: flagAt(one, 'IsInline') === true,
    ...known({
      id: textAt(one, 'AttachmentId', 'Id'),
      size: countAt(one, 'Size'),
      contentId: textAt(one, 'ContentId')?.slice(0, 998),
    }),
  }));
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that are there. */
export function known<T extends object>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}
