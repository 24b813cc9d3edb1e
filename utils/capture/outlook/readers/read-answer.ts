import { isEmail } from '../../email-pattern.ts';
import type { Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { parseId } from '../ids.ts';
import { type MailItem, readItem } from './mail-item.ts';
import { asFields, at, type Fields, fieldsAt, listAt, textAt } from './tree.ts';

/** One entry of an answer: an answer has one for each thing that was asked for, in that order, good and bad mixed. */
export interface AnswerResult {
  isSuccess: boolean;
  /** Such as `ErrorItemNotFound`; empty where none was given. */
  code: string;
  items: MailItem[];
}

/** A row of the conversation list: names and ids, no addresses. */
export interface ConversationRow {
  id: string;
  itemIds: string[];
  /** Ms since the epoch, as far as a date without an offset can tell. */
  deliveredMs?: number;
}

export interface AnswerReading {
  results: AnswerResult[];
  conversations: ConversationRow[];
  /** Folders by id, with the name that is the same in every language; empty for folders people made. */
  folders: { id: string; role: string }[];
  /** Whose mailbox the page is about, first the address mail is sent from, then the one that signs in. */
  addresses: string[];
}

/** First data holds answers of several actions, each under a name. */
const MAX_DEPTH = 3;
const ITEMS_PER_STEP = 20;

/** Reads the answer of any action, and the first data of the page. What it does not know it passes over. */
export function* readAnswer(
  root: Tree | undefined,
  mostRecipients = Number.POSITIVE_INFINITY,
): SlicedWork<AnswerReading> {
  const reading: AnswerReading = { results: [], conversations: [], folders: [], addresses: [] };
  yield* readNode(root, mostRecipients, reading, 0);
  return reading;
}

function* readNode(node: Tree | undefined, most: number, reading: AnswerReading, depth: number): SlicedWork<void> {
  const fields = asFields(node);
  if (fields === undefined || depth > MAX_DEPTH) return;
  yield;
  readSettings(fields, reading);
  const body = fieldsAt(fields, 'Body') ?? fields;
  for (const message of listAt(body, 'ResponseMessages', 'Items')) yield* readMessage(message, most, reading);
  for (const row of listAt(body, 'Conversations')) readRow(row, reading);
  if (at(fields, 'Body') !== undefined || at(fields, 'ResponseMessages') !== undefined) return;
  for (const inner of Object.values(fields)) yield* readNode(inner, most, reading, depth + 1);
}

function* readMessage(message: Tree, most: number, reading: AnswerReading): SlicedWork<void> {
  const result: AnswerResult = {
    isSuccess: textAt(message, 'ResponseClass') === 'Success',
    code: textAt(message, 'ResponseCode') ?? '',
    items: [],
  };
  reading.results.push(result);
  const take = function* (nodes: readonly Tree[], more: Partial<MailItem> = {}): SlicedWork<void> {
    for (const [index, node] of nodes.entries()) {
      if (index % ITEMS_PER_STEP === 0) yield;
      const item = readItem(node, most);
      if (item !== undefined) result.items.push({ ...more, ...item });
    }
  };
  yield* take(listAt(message, 'Items'));
  yield* take(listAt(message, 'RootFolder', 'Items'));
  readFolders(listAt(message, 'RootFolder', 'Folders'), reading);
  const conversation = fieldsAt(message, 'Conversation');
  if (conversation === undefined) return;
  const conversationId = parseId(textAt(conversation, 'ConversationId', 'Id'));
  for (const node of listAt(conversation, 'ConversationNodes')) {
    const messageId = textAt(node, 'InternetMessageId');
    yield* take(listAt(node, 'Items'), {
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(messageId !== undefined && /^<[^<>\s]{1,996}>$/.test(messageId) ? { messageId } : {}),
    });
  }
}

function readFolders(folders: readonly Tree[], reading: AnswerReading): void {
  for (const folder of folders) {
    const id = parseId(textAt(folder, 'FolderId', 'Id'));
    const role = textAt(folder, 'DistinguishedFolderId') ?? '';
    if (id !== undefined && role.length <= 60) reading.folders.push({ id, role: role.toLowerCase() });
  }
}

function readRow(row: Tree, reading: AnswerReading): void {
  const id = parseId(textAt(row, 'ConversationId', 'Id'));
  if (id === undefined) return;
  // The folder's own first, then those of the same conversation in other folders.
  const named = [...listAt(row, 'ItemIds'), ...listAt(row, 'GlobalItemIds')];
  const itemIds = named.map((one) => parseId(textAt(one, 'Id'))).filter((one) => one !== undefined);
  const deliveredMs = Date.parse(textAt(row, 'LastDeliveryTime') ?? '');
  const delivered = Number.isFinite(deliveredMs) ? { deliveredMs } : {};
  reading.conversations.push({ id, itemIds: [...new Set(itemIds)], ...delivered });
}

function readSettings(fields: Fields, reading: AnswerReading): void {
  const settings = fieldsAt(fields, 'SessionSettings') ?? fieldsAt(fields, 'Body', 'SessionSettings');
  for (const key of ['UserEmailAddress', 'LogonEmailAddress']) {
    const email = textAt(settings, key)?.toLowerCase();
    if (email !== undefined && isEmail(email) && !reading.addresses.includes(email)) reading.addresses.push(email);
  }
}
