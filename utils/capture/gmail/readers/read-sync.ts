import type { Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { isLegacyHex, isMessageId, isThreadId, parseThreadId, toLegacyHex } from '../ids.ts';
import { compact, type LabelChange, type MailRecord, merge, type SyncReading } from './mail-record.ts';
import { readAttachments, readBody, readWrappedAttachments } from './record-parts.ts';
import { at, isPerson, listAt, textAt, textsAt, timeAt, toPerson, toPersons } from './tree.ts';

/** What the arrays around a record say of its thread. */
interface ThreadContext {
  threadId?: string;
  threadLegacyHex?: string;
  threadSubject?: string;
}

interface Visit {
  node: Tree[];
  context: ThreadContext;
  indexInParent: number;
}

/** Place of a label change in an operation of a request; in answers it stands two places earlier. */
const LABEL_CHANGE_IN_REQUEST = 6;

/** Work between two yields: a record costs more than a token. */
const NODES_PER_STEP = 100;

/**
 * Finds every message and label change in a text of Gmail's sync layer (`i/s`, `i/fd`, `i/bv`, embedded data), request or
 * answer. It searches by shape and not by path, since wrappers came and went over the years while the records inside
 * kept their places: a record begins with a message id and a person, a conversation's content with a message id and
 * an array that holds a Message-ID.
 */
export function* readSync(tree: Tree): SlicedWork<SyncReading> {
  const messages: MailRecord[] = [];
  const labelChanges: LabelChange[] = [];
  const halves = new Map<string, number>();
  const stack: Visit[] = Array.isArray(tree) ? [{ node: tree, context: {}, indexInParent: 0 }] : [];
  if (tree !== null && typeof tree === 'object' && !Array.isArray(tree)) {
    for (const value of Object.values(tree).reverse()) pushNode(stack, value, {}, 0);
  }

  for (let visited = 1; ; visited += 1) {
    if (visited % NODES_PER_STEP === 0) yield;
    const visit = stack.pop();
    if (visit === undefined) return { messages, labelChanges };
    const { node } = visit;

    const half = readHalf(node, visit.context);
    if (half?.id !== undefined) {
      const known = halves.get(half.id);
      const other = known === undefined ? undefined : messages[known];
      if (known === undefined || other === undefined) {
        halves.set(half.id, messages.length);
        messages.push(half);
      } else messages[known] = merge(other, half);
      continue;
    }
    if (isRecord(node)) {
      messages.push(readRecord(node, visit.context));
      continue;
    }
    const change = readLabelChange(node, visit);
    if (change !== undefined) {
      labelChanges.push(change);
      continue;
    }

    const context = contextOf(node, visit.context);
    for (let index = node.length - 1; index >= 0; index -= 1) {
      pushNode(stack, node[index], context, index);
    }
  }
}

function pushNode(stack: Visit[], node: Tree | undefined, context: ThreadContext, indexInParent: number): void {
  if (Array.isArray(node)) stack.push({ node, context, indexInParent });
  else if (node !== null && typeof node === 'object') {
    for (const value of Object.values(node).reverse()) pushNode(stack, value, context, indexInParent);
  }
}

function isRecord(node: Tree[]): boolean {
  return isMessageId(node[0]) && isPerson(node[1]);
}

/** Head or content of a message in an opened conversation. They stand apart and share the id. */
function readHalf(node: Tree[], context: ThreadContext): MailRecord | undefined {
  if (!isMessageId(node[0])) return undefined;
  if (isPerson(node[1]) && timeAt(node, 2) !== undefined) return readHead(node, context);
  const content = node[1];
  return Array.isArray(content) && isContent(content) ? readContent(node[0], content, context) : undefined;
}

function isContent(content: Tree[]): boolean {
  if (looksLikeMessageIdHeader(content[7])) return true;
  return Array.isArray(content[5]) && Array.isArray(content[5][1]) && timeAt(content, 16) !== undefined;
}

function looksLikeMessageIdHeader(value: Tree | undefined): value is string {
  return typeof value === 'string' && value.length <= 998 && /^<[^<>]+>$/.test(value.trim());
}

function messageIdHeader(value: Tree | undefined): string | undefined {
  return looksLikeMessageIdHeader(value) ? value.trim() : undefined;
}

function readRecord(node: Tree[], context: ThreadContext): MailRecord {
  return compact({
    ...context,
    id: String(node[0]),
    legacyHex: legacyHexAt(node, 55, 47),
    messageId: messageIdHeader(node[13]),
    from: toPerson(node[1]),
    to: personsAt(node, 2),
    cc: personsAt(node, 3),
    bcc: personsAt(node, 4),
    replyTo: personsAt(node, 5),
    headerMs: timeAt(node, 6),
    internalMs: timeAt(node, 17) ?? timeAt(node, 30),
    subject: textAt(node, 7),
    snippet: textAt(node, 9),
    labels: labelsAt(node, 10),
    references: referencesAt(node, 14),
    inReplyTo: messageIdHeader(node[15]),
    mailbox: toPerson(node[21])?.email,
    body: readBody(node[8]),
    attachments: readAttachments(node[11]),
  });
}

function readHead(node: Tree[], context: ThreadContext): MailRecord {
  return compact({
    ...context,
    id: String(node[0]),
    legacyHex: legacyHexAt(node, 27, 24),
    from: toPerson(node[1]),
    headerMs: timeAt(node, 2),
    internalMs: timeAt(node, 6) ?? timeAt(node, 15),
    snippet: textAt(node, 10),
    labels: labelsAt(node, 3),
    inReplyTo: messageIdHeader(node[11]),
    hasListId: textAt(node, 7) === undefined ? undefined : true,
  });
}

function readContent(id: string, content: Tree[], context: ThreadContext): MailRecord {
  // One build nested the three recipient lists one level deeper.
  const nested = listAt(content, 0).some((item) => Array.isArray(item) && !isPerson(item));
  const recipients = nested ? listAt(content, 0) : content;
  const sender = textAt(content, 10, 16);
  return compact({
    ...context,
    id,
    legacyHex: legacyHexAt(content, 34, 28),
    messageId: messageIdHeader(content[7]),
    from: sender?.includes('@') === true ? { email: sender.trim().toLowerCase() } : undefined,
    to: personsAt(recipients, 0),
    cc: personsAt(recipients, 1),
    bcc: personsAt(recipients, 2),
    replyTo: personsAt(content, 3),
    internalMs: timeAt(content, 16),
    subject: textAt(content, 4),
    snippet: textAt(content, 6),
    references: referencesAt(content, 8),
    inReplyTo: messageIdHeader(content[9]),
    mailbox: toPerson(content[11])?.email,
    body: readBody(content[5]),
    attachments: readWrappedAttachments(content[13]),
  });
}

function personsAt(node: Tree[], index: number) {
  const value = node[index];
  return Array.isArray(value) ? toPersons(value) : undefined;
}

function labelsAt(node: Tree[], index: number): string[] | undefined {
  return Array.isArray(node[index]) ? textsAt(node, index) : undefined;
}

function referencesAt(node: Tree[], index: number): string[] | undefined {
  const references = textsAt(node, index).filter((text) => looksLikeMessageIdHeader(text));
  return references.length > 0 ? references : undefined;
}

/** The hex id, or the decimal that older texts carry in another place. */
function legacyHexAt(node: Tree[], hexIndex: number, decimalIndex: number): string | undefined {
  const hex = node[hexIndex];
  return isLegacyHex(hex) ? hex : toLegacyHex(node[decimalIndex]);
}

function readLabelChange(node: Tree[], visit: Visit): LabelChange | undefined {
  const messageIds = textsAt(node, 2).filter(isMessageId);
  const added = labelCodes(node[0]);
  const removed = labelCodes(node[1]);
  if (messageIds.length === 0 || added === undefined || removed === undefined) return undefined;
  if (added.length + removed.length === 0) return undefined;
  const kind = visit.indexInParent === LABEL_CHANGE_IN_REQUEST ? 'request' : 'response';
  const { threadId } = visit.context;
  return threadId === undefined ? { kind, added, removed, messageIds } : { kind, threadId, added, removed, messageIds };
}

function labelCodes(node: Tree | undefined): string[] | undefined {
  if (node === null || node === undefined) return [];
  if (!Array.isArray(node)) return undefined;
  return node.every((item) => typeof item === 'string' && item.startsWith('^')) ? (node as string[]) : undefined;
}

/** Thread facts an array adds for all below it: its id, and subject and legacy id where it is a thread's own record. */
function contextOf(node: Tree[], outer: ThreadContext): ThreadContext {
  const place = node.findIndex((item) => typeof item === 'string' && parseThreadId(item) !== undefined);
  if (place === -1) return outer;
  const threadId = parseThreadId(String(node[place]));
  if (threadId === undefined) return outer;
  const same = outer.threadId === threadId ? outer : {};
  const own = place === 3 ? threadRecordFacts(node) : conversationFacts(node, threadId);
  return { ...same, ...own, threadId };
}

function threadRecordFacts(node: Tree[]): ThreadContext {
  return facts(textAt(node, 0), node[19], node[17]);
}

function conversationFacts(node: Tree[], threadId: string): ThreadContext {
  const data = at(node, 1, 0);
  if (!Array.isArray(data) || !isThreadId(data[0]) || parseThreadId(data[0]) !== threadId) return {};
  return facts(textAt(data, 1), data[15], data[13]);
}

function facts(threadSubject: string | undefined, hex: Tree | undefined, decimal: Tree | undefined): ThreadContext {
  const threadLegacyHex = isLegacyHex(hex) ? hex : toLegacyHex(decimal);
  return {
    ...(threadSubject === undefined ? {} : { threadSubject }),
    ...(threadLegacyHex === undefined ? {} : { threadLegacyHex }),
  };
}
