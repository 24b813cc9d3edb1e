import type { MailboxHint } from './mailboxes.ts';
import type { MailItem } from './readers/mail-item.ts';
import { mergeItem } from './readers/merge-item.ts';

/** More than any person opens in a day; those not heard of for longest go first. */
const MAX_ITEMS = 10_000;

/** All that is known of a message. */
export interface Entry {
  item: MailItem;
  hint: MailboxHint;
  /** First time it was seen as no draft, ms since the epoch. */
  finalSince?: number;
  /** Everything of its envelope has been asked for; what is still missing is not to be had. */
  isAsked: boolean;
}

export interface Learnt {
  hint: MailboxHint;
  at: number;
  /** Everything of the envelope was asked for: lists that are absent are empty. */
  isEnvelope: boolean;
}

/** What was seen of messages, in whatever order and however incomplete. Nothing of what they say is in it. */
export interface MailIndex {
  learn(item: MailItem, from: Learnt): Entry;
  get(id: string): Entry | undefined;
  entries(): Iterable<Entry>;
  /** Known messages of a conversation, drafts included. */
  countOf(conversationId: string): number;
  learnFolder(id: string, role: string): void;
  /** Name of a folder that is the same in every language; undefined where unknown, empty where people made it. */
  roleOf(item: MailItem): string | undefined;
}

export function createMailIndex(): MailIndex {
  const byId = new Map<string, Entry>();
  const byConversation = new Map<string, Set<string>>();
  const roles = new Map<string, string>();

  const forgetOldest = () => {
    const oldest = byId.keys().next().value;
    if (byId.size <= MAX_ITEMS || oldest === undefined) return;
    const conversation = byId.get(oldest)?.item.conversationId;
    byId.delete(oldest);
    if (conversation === undefined) return;
    const members = byConversation.get(conversation);
    members?.delete(oldest);
    if (members?.size === 0) byConversation.delete(conversation);
  };

  return {
    learn(told, { hint, at, isEnvelope }) {
      const { body, attachments, subject, ...envelope } = isEnvelope ? withEmptyLists(told) : told;
      const news = subject === undefined ? envelope : { ...envelope, subject };
      const known = byId.get(told.id);
      const item = known === undefined ? news : mergeItem(known.item, news);
      const named = known !== undefined && hint.mailbox === '' ? known.hint : hint;
      const entry: Entry = { item, hint: named, isAsked: isEnvelope || known?.isAsked === true };
      const finalSince = known?.finalSince ?? (item.isDraft === false ? at : undefined);
      if (finalSince !== undefined) entry.finalSince = finalSince;
      byId.delete(told.id);
      byId.set(told.id, entry);
      forgetOldest();
      if (item.conversationId !== undefined) {
        const members = byConversation.get(item.conversationId) ?? new Set();
        byConversation.set(item.conversationId, members.add(item.id));
      }
      return entry;
    },
    get: (id) => byId.get(id),
    entries: () => byId.values(),
    countOf: (conversationId) => byConversation.get(conversationId)?.size ?? 0,
    learnFolder(id, role) {
      if (roles.size < MAX_ITEMS) roles.set(id, role);
    },
    roleOf: ({ folderId }) => (folderId === undefined ? undefined : roles.get(folderId)),
  };
}

function withEmptyLists(item: MailItem): MailItem {
  const none = { people: [], isWhole: true };
  return { to: none, cc: none, bcc: none, replyTo: none, ...item };
}
