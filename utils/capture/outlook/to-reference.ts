import type { Envelope, MailReference } from '../../model/mail-reference.ts';
import type { OutlookSite } from './flavours.ts';
import type { MailItem } from './readers/mail-item.ts';

/** Folders whose content is no mail between people, or was thrown away, or has not left. */
const LEFT_OUT = new Set([
  'junkemail',
  'deleteditems',
  'outbox',
  'drafts',
  'conversationhistory',
  'syncissues',
  'conflicts',
  'localfailures',
  'serverfailures',
  'recoverableitemsroot',
  'recoverableitemsdeletions',
  'recoverableitemsversions',
  'recoverableitemspurges',
]);

export const emptyEnvelope: Envelope = { to: [], cc: [], bcc: [], replyTo: [], complete: false };

export interface ItemContext {
  /** Addresses that write in the name of the mailbox. */
  own: ReadonlySet<string>;
  /** Role of the folder it stands in; undefined where unknown. */
  role: string | undefined;
}

/** Whether a message is mail that came or left; undefined for drafts, for what is left out and where nobody can say. */
export function finalStateOf(item: MailItem, { own, role }: ItemContext): 'received' | 'sent' | undefined {
  if (item.isDraft === true || LEFT_OUT.has(role ?? '')) return undefined;
  const isSentFolder = role === 'sentitems';
  const isOwn = isSentFolder || isOneOf(item.from?.email, own) || isOneOf(item.sender?.email, own);
  if (isOwn) return item.isDraft === false || isSentFolder ? 'sent' : undefined;
  return item.from === undefined ? undefined : 'received';
}

function isOneOf(email: string | undefined, own: ReadonlySet<string>): boolean {
  return email !== undefined && own.has(email);
}

/** Narrows a message to who and when. Nothing of what it says goes along. */
export function toEnvelope(item: Partial<MailItem>, state: 'received' | 'sent'): Envelope {
  const { from, to, cc, bcc, replyTo, messageId } = item;
  // Received mail does not tell its hidden recipients to anybody.
  const lists = state === 'sent' ? [to, cc, bcc] : [to, cc];
  return {
    to: to?.people ?? [],
    cc: cc?.people ?? [],
    bcc: bcc?.people ?? [],
    replyTo: replyTo?.people ?? [],
    complete: from !== undefined && lists.every((list) => list?.isWhole === true),
    ...(from === undefined ? {} : { from }),
    ...(messageId === undefined ? {} : { messageId }),
  };
}

export interface ReferenceFacts {
  site: OutlookSite;
  account: string;
  ref: string;
  item: Partial<MailItem>;
  state: 'received' | 'sent';
  noticedBy: MailReference['noticedBy'];
}

export function toReference({ site, account, ref, item, state, noticedBy }: ReferenceFacts): MailReference {
  const sentAt = state === 'received' ? (item.receivedMs ?? item.sentMs) : item.sentMs;
  return {
    site,
    account,
    ref,
    direction: state === 'received' ? 'incoming' : 'outgoing',
    state,
    envelope: toEnvelope(item, state),
    noticedBy,
    ...(item.conversationId === undefined ? {} : { threadRef: item.conversationId }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}
