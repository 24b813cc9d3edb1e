import type { OutgoingFile } from '../gmail/compose-mail.ts';
import { bodyHtml } from './body-html.ts';
import { isObject, type Json, objectAt, textIn } from './json.ts';
import { type Flags, type Mailbox, type StoredMessage, TRASH } from './mailbox.ts';
import { listJson, messageJson, partId, shownText } from './message-json.ts';
import type { YahooBehaviour } from './options.ts';
import { type PostOffice, parseHandedIn } from './outgoing.ts';
import { parseQuery } from './query.ts';

/** One call of the mail API, on its own or as part of a batch. */
export interface ApiCall {
  method: string;
  /** Path and query from `/ws/v3/` on. */
  uri: string;
  payload: unknown;
  uploads: ReadonlyMap<string, OutgoingFile>;
}

export interface ApiAnswer {
  httpCode: number;
  result?: Json;
  error?: Json;
  /** Bytes, where the answer is no JSON. */
  file?: { bytes: Uint8Array; mime: string; name?: string };
  /** Mids of the messages whose content is in the answer. */
  revealed: string[];
  /** Changes made, in words. */
  changes: string[];
  /** What was asked for, in the stand-in's words. */
  kind: string;
}

export interface ApiParts {
  behaviour: YahooBehaviour;
  post: PostOffice;
  imagesOrigin: string;
  now(): number;
}

const MAILBOX = /^\/ws\/v3\/mailboxes\/(@(?:\.id==([^/]+))?)(\/.*)?$/;
const MESSAGE = /^\/messages\/@\.id==([^/]+)(\/.*)?$/;
const SELECTION = '/messages/@.select==q';

const failed = (httpCode: number, code: string, message: string, kind = 'refused'): ApiAnswer => ({
  httpCode,
  error: { code, message, details: {} },
  revealed: [],
  changes: [],
  kind,
});
const done = (kind: string, result: Json, more: Partial<ApiAnswer> = {}): ApiAnswer => ({
  httpCode: 200,
  result,
  revealed: [],
  changes: [],
  kind,
  ...more,
});

const countsOf = (box: Mailbox, folderId: string): { unread: number; total: number } => {
  const inside = box.messages().filter((one) => one.folderId === folderId);
  return { unread: inside.filter((one) => !one.flags.read).length, total: inside.length };
};

export const folderJson = (box: Mailbox): Json[] =>
  box.folders.map((folder) => ({
    ...folder,
    ...countsOf(box, folder.id),
    uidValidity: 1,
    highestModSeq: box.highestModSeq(folder.id),
  }));

export const mailboxJson = (box: Mailbox): Json => ({
  id: box.id,
  email: box.owner.address,
  isPrimary: true,
  isSelected: true,
  type: 'FREE',
});

/** Newest message of every conversation that fits, newest first. */
export function selectMessages(box: Mailbox, q: string): StoredMessage[] {
  const query = parseQuery(q);
  const fits = (message: StoredMessage): boolean => {
    const folder = box.folder(message.folderId);
    if (query.ids.length > 0) return query.ids.includes(message.id);
    if (query.conversationId !== undefined) return message.conversationId === query.conversationId;
    if (query.folderIds.length > 0 && !query.folderIds.includes(message.folderId)) return false;
    if (query.acctId !== undefined && folder?.acctId !== query.acctId) return false;
    if (query.notFolderTypes.some((type) => folder?.types.includes(type))) return false;
    const all = `${message.mail.subject} ${message.mail.from.email} ${shownText(message)}`.toLowerCase();
    return query.words.every((word) => all.includes(word));
  };
  const found = box
    .messages()
    .filter(fits)
    .sort((a, b) => b.internalMs - a.internalMs || b.uid - a.uid);
  if (query.ids.length > 0 || query.conversationId !== undefined) return found;
  const grouped = /groupBy:conversationId/.test(q)
    ? found.filter((one, place) => found.findIndex((other) => other.conversationId === one.conversationId) === place)
    : found;
  return grouped.slice(query.offset, query.offset + query.count);
}

/** A flag as it was sent: older clients write truth as text. */
const flagOf = (value: unknown): boolean => value === true || value === 'true';

function flagChanges(payload: unknown): Partial<Flags> {
  const given = objectAt(payload, 'message', 'flags');
  const names: (keyof Flags)[] = ['read', 'flagged', 'answered', 'forwarded', 'spam'];
  return Object.fromEntries(names.filter((name) => name in given).map((name) => [name, flagOf(given[name])]));
}

function update(box: Mailbox, messages: readonly StoredMessage[], payload: unknown): ApiAnswer {
  const flags = flagChanges(payload);
  const folderId = textIn(objectAt(payload, 'message', 'folder'), 'id') || undefined;
  if (folderId !== undefined && !box.folder(folderId)) return failed(400, 'EC-4000', 'no such folder');
  const said = [
    ...Object.entries(flags).map(([name, value]) => `${name}=${value}`),
    ...(folderId ? [`folder=${folderId}`] : []),
  ];
  for (const message of messages) box.change(message.id, { flags, ...(folderId ? { folderId } : {}) });
  return done('update', {}, { changes: messages.map((message) => `${message.id}: ${said.join(' ')}`) });
}

async function messageCall(
  parts: ApiParts,
  box: Mailbox,
  call: ApiCall,
  mid: string,
  rest: string,
): Promise<ApiAnswer> {
  const message = box.find(mid);
  const lag = parts.behaviour.sourceLagMs;
  if (!message) return failed(404, 'EC-4404', 'no such message');
  if (rest === '' && call.method === 'GET')
    return done('message', { message: messageJson(box, message, parts.behaviour, 'whole') });
  if (rest === '' && call.method === 'DELETE') {
    const gone = message.folderId === TRASH || message.csid ? box.remove(mid) : box.change(mid, { folderId: TRASH });
    return done('delete', {}, { changes: gone ? [`${mid}: deleted`] : [] });
  }
  if (rest === '' && call.method === 'POST') return update(box, [message], call.payload);
  if (rest === '/send' && call.method === 'POST') {
    const sent = await parts.post.send(box, mid);
    if (!sent) return failed(400, 'EC-4000', 'not a draft that can be sent');
    const told = { message: messageJson(box, sent, parts.behaviour, 'whole') };
    return done('send', parts.behaviour.sendAnswer === 'message' ? told : {}, { changes: [`${sent.id}: sent`] });
  }
  if (call.method !== 'GET') return failed(405, 'EC-4405', 'not allowed');
  if (lag > 0 && message.sentMs !== undefined && message.sentMs + lag > parts.now())
    return failed(404, 'EC-4404', 'no such message');
  if (rest === '/content/rawplaintext') {
    const file = { bytes: message.raw, mime: 'text/plain; charset=utf-8' };
    return { httpCode: 200, file, revealed: [mid], changes: [], kind: 'raw-source' };
  }
  if (rest === '/content/simplebody/full') {
    const simpleBody = { html: bodyHtml(message, parts.imagesOrigin), text: shownText(message) };
    return done('simple-body', { simpleBody }, { revealed: [mid] });
  }
  const part = /^\/content\/parts\/@\.id==([^/]+)\/(raw|thumbnail)$/.exec(rest);
  const found = part ? message.mail.parts.find((one) => partId(one) === part[1]) : undefined;
  if (!found) return failed(404, 'EC-4404', 'no such part');
  const file = { bytes: found.bytes, mime: found.mime || 'application/octet-stream', name: found.name };
  return { httpCode: 200, file, revealed: [mid], changes: [], kind: 'part' };
}

/** Answers one call for the mailbox of a session. */
export async function answerCall(parts: ApiParts, box: Mailbox, call: ApiCall): Promise<ApiAnswer> {
  const { behaviour } = parts;
  const url = new URL(call.uri, 'https://stand-in.invalid');
  const path = decodeURIComponent(url.pathname).replace(/\/$/, '');
  if (path === '/ws/v3/mailboxes' && call.method === 'GET')
    return done('mailboxes', { mailboxes: [mailboxJson(box)], guid: box.id.slice(4, 30).toUpperCase() });
  const [, , id, rest = ''] = MAILBOX.exec(path) ?? [];
  if (id === undefined ? !path.includes('/@') || behaviour.atAlone === 'refused' : id !== box.id)
    return failed(id === undefined ? 400 : 403, 'EC-4000', 'no such mailbox');
  await parts.post.sendDue(box);
  if (rest === '' && call.method === 'GET') return done('mailbox', { mailbox: mailboxJson(box) });
  if (rest === '/folders' && call.method === 'GET') return done('folders', { folders: folderJson(box) });
  if (rest === '/accounts' && call.method === 'GET') return done('accounts', { accounts: [...box.accounts] });
  if (rest.startsWith('/decos/')) return done('unseen', {});
  if (rest === SELECTION) {
    const messages = selectMessages(box, url.searchParams.get('q') ?? '');
    if (call.method === 'POST') return update(box, messages, call.payload);
    const whole = parseQuery(url.searchParams.get('q') ?? '').ids.length > 0;
    return done(whole ? 'messages' : 'list', listJson(box, messages, behaviour, whole ? 'whole' : 'list'));
  }
  if (rest === '/messages' && call.method === 'POST') {
    const handed = isObject(call.payload) ? parseHandedIn(call.payload) : undefined;
    const saved = handed ? await parts.post.save(box, handed, call.uploads) : undefined;
    if (!saved) return failed(400, 'EC-4000', 'not a message that can be saved');
    const message = messageJson(box, saved, behaviour, 'whole');
    return done('save', { message }, { changes: [`${saved.id}: saved`] });
  }
  const [, mid = '', below = ''] = MESSAGE.exec(rest) ?? [];
  if (mid !== '') return messageCall(parts, box, call, mid, below);
  return failed(404, 'EC-4404', 'no such address');
}
