import type { Envelope, MailReference } from '../../../model/mail-reference.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import type { Route } from '../ids.ts';
import type { MailboxFacts } from '../mailbox.ts';
import { emptyEnvelope } from '../to-reference.ts';
import { type OpenedMessage, readOpened } from './read-opened.ts';
import { findRows, type ListRow, readRow } from './read-rows.ts';
import { selectors } from './selectors.ts';

/** What a look at the page needs to know. */
export interface LookContext {
  account: string;
  mailbox: Pick<MailboxFacts, 'isOwn' | 'standingIn'>;
  route: Route;
  /** Traffic has told nothing since the page was loaded, so the page itself is the only witness of own mail. */
  isTrafficSilent: boolean;
  /** Whether the page's data have told of a message, and better. */
  isTold(mid: string): boolean;
}

export interface Look {
  references: MailReference[];
  /** Ids of opened messages whose people the page does not tell. */
  unknown: string[];
  /** There are known anchors: rows, opened messages, or a list that is empty. */
  isUnderstood: boolean;
}

const ROWS_PER_STEP = 50;

/**
 * Looks at all that is shown: list rows and opened messages. A second way of noticing, for what the page's data did not tell;
 * what it finds is less sure of roles and recipients, so its envelopes are never complete.
 */
export function* findMessages(document: ParentNode, context: LookContext): SlicedWork<Look> {
  const { route } = context;
  const rows = findRows(document);
  yield;
  const opened = readOpened(document, route);
  const isUnderstood = rows.length > 0 || opened.length > 0 || isEmptyList(document);
  const look: Look = { references: [], unknown: [], isUnderstood };
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_PER_STEP === 0) yield;
    const found = fromRow(readRow(row), context);
    if (found !== undefined) look.references.push(found);
  }
  for (const message of opened) {
    const found = fromOpened(message, context);
    if (found !== undefined) look.references.push(found);
  }
  const named = new Set(look.references.map(({ ref }) => ref));
  const { messageId } = route;
  if (messageId !== undefined && !named.has(messageId) && !context.isTold(messageId)) look.unknown.push(messageId);
  return look;
}

function isEmptyList(document: ParentNode): boolean {
  const list = document.querySelector(selectors.list);
  return list !== null && list.querySelector(selectors.listItem) === null;
}

/** A row of a folder whose purpose is known. Search shows mail of every folder, spam and drafts among it. */
function fromRow(row: ListRow, context: LookContext): MailReference | undefined {
  const { mid, email } = row;
  if (mid === undefined || email === undefined || context.isTold(mid)) return undefined;
  const standing = standingOf(row.folderId, context);
  if (standing === 'sent') {
    const to = context.mailbox.isOwn(email) ? [] : [{ email }];
    return context.isTrafficSilent ? reference(context, mid, 'sent', { to }) : undefined;
  }
  if (standing !== 'received' || context.mailbox.isOwn(email)) return undefined;
  return reference(context, mid, 'received', { from: { email } });
}

function fromOpened({ mid, from, recipients }: OpenedMessage, context: LookContext): MailReference | undefined {
  if (mid === undefined || from === undefined || context.isTold(mid)) return undefined;
  const standing = standingOf(undefined, context);
  if (standing === undefined) return undefined;
  const envelope = { from, to: recipients };
  // A conversation shows own answers beside what came, and drafts of answers too: only the folder of sent mail tells.
  if (!context.mailbox.isOwn(from.email)) return reference(context, mid, 'received', envelope);
  return standing === 'sent' && context.isTrafficSilent ? reference(context, mid, 'sent', envelope) : undefined;
}

/** Folders of the rep's own hold what came; what was moved there from the sent mail is known by its sender. */
function standingOf(linked: string | undefined, { mailbox, route }: LookContext): 'sent' | 'received' | undefined {
  const folderId = linked ?? route.folderId;
  if (folderId === undefined) return route.kind === 'list' ? 'received' : undefined;
  const standing = mailbox.standingIn(folderId);
  if (standing === 'draft' || standing === 'left-out') return undefined;
  return standing ?? 'received';
}

function reference(
  { account }: LookContext,
  ref: string,
  state: 'received' | 'sent',
  envelope: Partial<Envelope>,
): MailReference {
  return {
    site: 'yahoo',
    account,
    ref,
    direction: state === 'received' ? 'incoming' : 'outgoing',
    state,
    envelope: { ...emptyEnvelope, ...envelope },
    noticedBy: 'dom',
  };
}
