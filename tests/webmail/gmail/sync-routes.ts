import { isFinal, type Mailbox, type StoredMessage, type StoredThread } from './mailbox.ts';
import type { Behaviour } from './options.ts';
import { type FindUpload, keep, parseHandedIn, type Writing } from './outgoing.ts';
import { at, fromWire, listAt, numberAt, textAt, textsAt, toWire, tuple } from './page/wire.ts';
import type { PostOffice } from './post-office.ts';
import { fullThread, type RecordContext, threadRecord } from './records.ts';

export interface SyncParts extends Writing {
  behaviour: Behaviour;
  post: PostOffice;
  findUpload: FindUpload;
}

/** An answer of the sync layer, and what it told. */
export interface SyncAnswer {
  body: unknown;
  /** Messages whose content went out. */
  revealed: string[];
  /** Changes the request made, in words. */
  changes: string[];
}

const COUNTED = ['^i', '^f', '^r', '^k', '^s', '^t', '^all', '^io_im', '^scheduled', '^iim', '^sq_ig_i_personal'];

function labelCounts(box: Mailbox): unknown[] {
  const messages = box.threads().flatMap((thread) => thread.messages);
  return COUNTED.map((label) => {
    const held = messages.filter((message) => message.labels.has(label));
    return tuple({ 0: label, 1: held.filter((message) => message.labels.has('^u')).length, 2: held.length });
  });
}

/** One operation of an `i/s` request, `[number, [threadId, [op]]]`. */
async function apply(parts: SyncParts, box: Mailbox, operation: unknown): Promise<string[]> {
  const threadId = textAt(operation, 1, 0);
  const op = at(operation, 1, 1);
  const labelChange = at(op, 6);
  if (labelChange !== undefined) {
    return applyLabels(parts, box, textsAt(labelChange, 0), textsAt(labelChange, 1), textsAt(labelChange, 2));
  }
  const record = at(op, 2, 0, 4, 0) ?? at(op, 1, 0) ?? at(op, 13, 0);
  if (record === undefined) return [];
  const parentId = textAt(op, 1, 1) || textAt(op, 13, 1);
  const handed = parseHandedIn(record, threadId, box.find(parentId)?.message, parts.findUpload);
  const labels = new Set(handed.labels);
  if (labels.has('^pfg') || labels.has('^scheduled')) {
    if (parts.behaviour.sends === 'ignored') return [];
    if (labels.has('^pfg')) await parts.post.hand(box, handed);
    else await parts.post.schedule(box, handed);
    return [`${labels.has('^pfg') ? 'send' : 'schedule'} ${handed.id}`];
  }
  await keep(parts, box, handed, false);
  box.announce(threadId);
  return [`draft ${handed.id}`];
}

async function applyLabels(
  parts: SyncParts,
  box: Mailbox,
  added: string[],
  removed: string[],
  ids: string[],
): Promise<string[]> {
  for (const id of ids) {
    const taken = added.includes('^r') ? parts.post.takeBack(id) : undefined;
    if (taken) await keep(parts, box, { ...taken, labels: ['^all', '^r', '^r_bt'] }, false);
  }
  const touched = box.changeLabels(ids, added, removed);
  for (const thread of touched) {
    const changed = ids.filter((id) => thread.messages.some((message) => message.id === id));
    if (added.includes('^r')) box.announce(thread.id);
    else box.announce(thread.id, { added, removed, ids: changed });
  }
  return ids.map((id) => `labels ${id} +${added.join(',')} -${removed.join(',')}`);
}

/** Changes since a page's last answer; a thread that changed more than once is told once, as it is now. */
function changesFor(context: RecordContext, box: Mailbox, since: number): unknown[] {
  const changes = box.changesSince(since);
  return changes.flatMap((change, place) => {
    const later = changes.slice(place + 1);
    if (change.kind === 'labels') {
      const toldLater = later.some((other) => other.kind === 'thread' && other.threadId === change.threadId);
      if (toldLater) return [];
      const body = tuple({ 4: tuple({ 0: change.added, 1: change.removed, 2: change.ids }) });
      return [tuple({ 0: tuple({ 0: change.threadId, 2: body }) })];
    }
    const thread = box.thread(change.threadId);
    if (!thread || later.some((other) => other.kind === 'thread' && other.threadId === change.threadId)) return [];
    const body = tuple({ 6: tuple({ 0: threadRecord(context, thread, 'sync'), 1: change.history }) });
    return [tuple({ 0: tuple({ 0: change.threadId, 2: body }) })];
  });
}

const wire = (parts: SyncParts, body: unknown): unknown => toWire(body, parts.behaviour.form);

/** `i/s`: everything the user changes, and what the server has new. */
export async function answerChanges(parts: SyncParts, context: RecordContext, request: unknown): Promise<SyncAnswer> {
  const asked = fromWire(request);
  const box = context.mailbox;
  const later = parts.behaviour.confirmedBy === 'later';
  await parts.post.sendDue();
  const before = box.history;
  const since = numberAt(asked, 2, 1) || before;
  const operations = listAt(asked, 1, 0);
  const changes: string[] = [];
  for (const operation of operations) changes.push(...(await apply(parts, box, operation)));
  const told = later && operations.length > 0 ? [] : changesFor(context, box, since);
  const history = later && operations.length > 0 ? Math.min(since, before) : box.history;
  const answer = tuple({
    0: operations.length > 0 ? [operations.map((one) => tuple({ 0: numberAt(one, 0), 1: 0, 3: history }))] : null,
    1: tuple({ 0: 0, 4: [], 5: told, 6: 0, 7: history }),
    2: [labelCounts(box)],
    3: [history],
    4: parts.behaviour.paddingBytes > 0 ? padding(parts.behaviour.paddingBytes) : null,
  });
  return { body: wire(parts, answer), revealed: [], changes };
}

/** Settings and statistics, of which real answers hold much. */
function padding(bytes: number): unknown[] {
  const row = 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(7);
  return Array.from({ length: Math.ceil(bytes / (row.length + 14)) }, (_, place) => [place, row, 0, null]);
}

/** `i/fd`: whole conversations, or some messages of them. */
export async function answerFull(parts: SyncParts, context: RecordContext, request: unknown): Promise<SyncAnswer> {
  await parts.post.sendDue();
  const revealed: string[] = [];
  const threads = listAt(fromWire(request), 0).flatMap((item) => {
    const thread = context.mailbox.thread(textAt(item, 0).split('|')[0] ?? '');
    if (!thread) return [];
    const ids = textsAt(item, 2);
    const wanted = thread.messages.filter((message) => ids.length === 0 || ids.includes(message.id));
    revealed.push(...wanted.map((message) => message.id));
    return [
      fullThread(context, thread, wanted, {
        recipients: parts.behaviour.fdRecipients,
        withHeads: parts.behaviour.fdHeads === 'always' || ids.length === 0,
      }),
    ];
  });
  return { body: wire(parts, tuple({ 0: 0, 1: threads })), revealed, changes: [] };
}

const SYSTEM_QUERIES: Record<string, (message: StoredMessage) => boolean> = {
  'in:inbox': (message) => message.labels.has('^i') && isFinal(message),
  'in:sent': (message) => message.labels.has('^f'),
  'in:drafts': (message) => message.labels.has('^r'),
  'in:scheduled': (message) => message.labels.has('^scheduled'),
  'in:starred': (message) => message.labels.has('^t'),
  'in:trash': (message) => message.labels.has('^k'),
  'in:spam': (message) => message.labels.has('^s'),
  'in:all': (message) => !message.labels.has('^k') && !message.labels.has('^s'),
};

function matches(query: string, message: StoredMessage): boolean {
  const system = SYSTEM_QUERIES[query];
  if (system) return system(message);
  if (query.startsWith('label:')) return message.labels.has(query.slice('label:'.length));
  const { mail } = message;
  const text = `${mail.subject} ${mail.from.email} ${mail.from.name} ${mail.text} ${mail.html}`;
  return !message.labels.has('^k') && text.toLowerCase().includes(query.toLowerCase());
}

const PAGE_SIZE = 50;
const newestMs = (thread: StoredThread): number => thread.messages.at(-1)?.internalMs ?? 0;

export function threadsFor(box: Mailbox, query: string): StoredThread[] {
  return box
    .threads()
    .filter((thread) => thread.messages.some((message) => matches(query, message)))
    .sort((a, b) => newestMs(b) - newestMs(a));
}

/** `i/bv`: a list or a search, without recipients and Message-IDs. */
export async function answerList(parts: SyncParts, context: RecordContext, request: unknown): Promise<SyncAnswer> {
  await parts.post.sendDue();
  const asked = fromWire(request);
  const inner = typeof at(asked, 0, 3) === 'string' ? at(asked, 0) : at(asked, 0, 0);
  const offset = numberAt(inner, 9);
  const found = threadsFor(context.mailbox, textAt(inner, 3)).slice(offset, offset + PAGE_SIZE);
  const rows = found.map((thread) => tuple({ 0: threadRecord(context, thread, 'list') }));
  const answer = tuple({ 0: 0, 1: [context.mailbox.history], 2: rows.length > 0 ? rows : [], 3: offset });
  return { body: wire(parts, answer), revealed: [], changes: [] };
}
