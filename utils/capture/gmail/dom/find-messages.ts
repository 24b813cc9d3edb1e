import type { MailReference } from '../../../model/mail-reference.ts';
import { isShown } from '../../page/watch-page.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { type Aliases, serverMadeId } from '../aliases.ts';
import { timeOfLegacyHex } from '../ids.ts';
import { emptyEnvelope } from '../to-reference.ts';
import { parseUrlToken } from '../url-token.ts';
import { readConversations, type ShownConversation, type ShownMessage } from './read-conversation.ts';
import { type ListRow, readRows } from './read-rows.ts';
import { selectors } from './selectors.ts';

/** What a look at the page needs to know. */
export interface LookContext {
  account: string;
  aliases: Aliases;
  /** Addresses this mailbox writes from. A message from one of them may have a client-made id that its row hides. */
  ownAddresses: ReadonlySet<string>;
  /** Traffic has told nothing since the page was loaded, so the page itself is the only witness of own mail. */
  isTrafficSilent: boolean;
  hash: string;
  /** Ms since the epoch. */
  now: number;
}

/** Own mail younger than this may still be undone. */
const SETTLED_AFTER_MS = 120_000;

export interface Look {
  references: MailReference[];
  /** Rows or messages stand where we look for them. */
  isUnderstood: boolean;
  /** Places that should hold ids and hold none. */
  blind: { missing: string; element: Element }[];
}

/**
 * Looks at all that is shown: list rows and opened conversations. A second way of noticing, for what traffic did not tell;
 * what it finds is less sure of roles and recipients, so its envelopes are never complete.
 */
export function* findMessages(document: Document, context: LookContext): SlicedWork<Look> {
  const look: Look = { references: [], isUnderstood: false, blind: [] };
  const areas = [...document.querySelectorAll(selectors.mainArea)].filter(isShown);
  // A conversation in a window of its own may have no main area.
  const roots: ParentNode[] = areas.length > 0 ? areas : [document];
  for (const root of roots) {
    yield;
    const rows = readRows(root);
    for (const row of rows) {
      const reference = fromRow(row, context);
      if (reference !== undefined) look.references.push(reference);
    }
    if (rows.length > 0) look.isUnderstood = true;
    const real = rows.filter((row) => !row.isAdvertisement);
    const sample = root.querySelector(selectors.row);
    if (real.length >= 3 && sample !== null && real.every(hasNoId)) {
      look.blind.push({ missing: 'no-id-in-list-rows', element: sample });
    }
    for (const conversation of readConversations(root)) {
      yield;
      if (conversation.messages.length === 0) {
        look.blind.push({ missing: 'no-message-in-conversation', element: conversation.root });
      } else look.isUnderstood = true;
      look.references.push(...fromConversation(conversation, context));
    }
  }
  return look;
}

function hasNoId(row: ListRow): boolean {
  return row.threadId === undefined && row.threadLegacyHex === undefined && row.draftId === undefined;
}

/** The last message of a row, where its id is certain and somebody else wrote it. */
function fromRow(row: ListRow, context: LookContext): MailReference | undefined {
  const { lastMessageLegacyHex: legacyHex, senders } = row;
  const lastSender = senders.at(-1);
  if (row.isAdvertisement || row.draftId !== undefined || legacyHex === undefined || lastSender === undefined) {
    return undefined;
  }
  if (context.ownAddresses.has(lastSender.email)) return undefined;
  const known = context.aliases.messageId(legacyHex);
  if (known !== undefined && !known.startsWith('msg-f:')) return undefined;
  const threadRef = row.threadId ?? threadOf(row.threadLegacyHex, context);
  return reference(context, known ?? serverMadeId(legacyHex), legacyHex, threadRef, {
    from: { email: lastSender.email },
  });
}

function* fromConversation(conversation: ShownConversation, context: LookContext): Generator<MailReference> {
  const threadRef =
    conversation.threadId ?? threadOf(conversation.threadLegacyHex, context) ?? threadOfAddress(context.hash);
  for (const message of conversation.messages) {
    const found = fromMessage(message, threadRef, context);
    if (found !== undefined) yield found;
  }
}

/**
 * Mail of others is taken as it stands. Of own mail only traffic can tell whether it was really sent and which legacy id
 * is its last; where traffic is silent, an item with a settled legacy id has to do.
 */
function fromMessage(
  message: ShownMessage,
  threadRef: string | undefined,
  context: LookContext,
): MailReference | undefined {
  const { sender, recipients } = message;
  const id = message.id ?? idOf(message.legacyHex, context);
  if (id === undefined || sender === undefined) return undefined;
  const legacyHex = context.aliases.legacyHex(id) ?? message.legacyHex;
  const found = reference(context, id, legacyHex, threadRef, { from: sender, to: recipients });
  const isOwn = !id.startsWith('msg-f:') || context.ownAddresses.has(sender.email);
  if (!isOwn) return found;
  const isSettled = legacyHex !== undefined && timeOfLegacyHex(legacyHex) + SETTLED_AFTER_MS < context.now;
  return context.isTrafficSilent && isSettled ? { ...found, direction: 'outgoing', state: 'sent' } : undefined;
}

function idOf(legacyHex: string | undefined, { aliases }: LookContext): string | undefined {
  return legacyHex === undefined ? undefined : (aliases.messageId(legacyHex) ?? serverMadeId(legacyHex));
}

function reference(
  context: LookContext,
  ref: string,
  legacyHex: string | undefined,
  threadRef: string | undefined,
  envelope: Partial<MailReference['envelope']>,
): MailReference {
  return {
    site: 'gmail',
    account: context.account,
    ref,
    direction: 'incoming',
    state: 'received',
    envelope: { ...emptyEnvelope, ...envelope },
    noticedBy: 'dom',
    ...(threadRef === undefined ? {} : { threadRef }),
    ...(legacyHex === undefined ? {} : { sentAt: timeOfLegacyHex(legacyHex) }),
  };
}

function threadOf(legacyHex: string | undefined, { aliases }: LookContext): string | undefined {
  return legacyHex === undefined ? undefined : aliases.threadId(legacyHex);
}

/** The token behind the last slash of the address bar, before a question mark. */
function threadOfAddress(hash: string): string | undefined {
  return parseUrlToken((hash.split('?')[0] ?? '').split('/').at(-1) ?? '')?.threadId;
}
