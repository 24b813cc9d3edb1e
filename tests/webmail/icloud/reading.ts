import { file, json } from '../gmail/respond.ts';
import { type Folder, guidOf, type StoredMessage, threadsIn } from './mailbox.ts';
import { type Part, partsOf, toFolder } from './records.ts';
import {
  type Fields,
  isFields,
  refusal,
  type ServiceAnswer,
  type ServiceContext,
  shownMessages,
  textOf,
  textsOf,
} from './service.ts';

const LIMIT = 50;

const folderOf = (fields: Fields): Folder | undefined =>
  toFolder(isFields(fields.sessionHeaders) ? fields.sessionHeaders.folder : undefined);

const noFolder = (context: ServiceContext): ServiceAnswer =>
  refusal(context.behaviour, 400, 'MAILBOX_NOT_FOUND', 'There is no such mailbox.');

const noMessage = (context: ServiceContext): ServiceAnswer =>
  refusal(context.behaviour, 404, 'MESSAGE_NOT_FOUND', 'There is no such message.');

function matches(message: StoredMessage, words: string): boolean {
  const { from, to, cc, subject, text, html } = message.mail;
  const people = [from, ...to, ...cc].map((one) => `${one.name} ${one.email}`).join(' ');
  return `${people} ${subject} ${text} ${html}`.toLowerCase().includes(words.toLowerCase());
}

/** Data of other kinds, of which real answers hold much. */
function padding(bytes: number): unknown[] {
  const name = 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(7);
  return Array.from({ length: Math.ceil(bytes / (name.length + 30)) }, (_, number) => ({ type: 'noop', number, name }));
}

/** `thread/search`: the threads of a mailbox, newest first. */
export function answerSearch(context: ServiceContext, fields: Fields): ServiceAnswer {
  const { records, box, behaviour } = context;
  const folder = folderOf(fields);
  if (!folder) return noFolder(context);
  const shown = shownMessages(context);
  const words = textOf(fields.searchText);
  const [before, since] = [Number(fields.before) || Number.POSITIVE_INFINITY, Number(fields.since) || 0];
  const onlyUnseen = isFields(fields.filters) && fields.filters.unseen === true;
  const fits = (message: StoredMessage): boolean =>
    message.receivedMs < before &&
    message.receivedMs >= since &&
    (!onlyUnseen || !message.seen) &&
    (words === '' || matches(message, words));
  const found = threadsIn(shown, folder)
    .filter((thread) => thread.some(fits))
    .slice(0, Number(fields.maxResults) || LIMIT);
  // An answer that is still being written does not count yet.
  const counts = (one: StoredMessage): boolean => one.folder !== 'Drafts' || folder === 'Drafts';
  const whole = (threadId: string | undefined): StoredMessage[] =>
    shown.filter((one) => one.threadId === threadId && counts(one));
  const threadList = found.map((thread) =>
    fields.responseType === 'THREAD_ID_AND_DATE'
      ? { threadId: thread[0]?.threadId, timestamp: records.time(Math.max(...thread.map((one) => one.receivedMs))) }
      : records.digest(thread, whole(thread[0]?.threadId)),
  );
  return {
    response: json({
      threadList,
      ...(fields.includeFolderStatus === true ? { folderStatus: records.folderStatus(box) } : {}),
      events: behaviour.paddingBytes > 0 ? padding(behaviour.paddingBytes) : [],
      sessionHeaders: records.sessionHeaders(folder, box),
    }),
    kind: 'search',
  };
}

/** `thread/get`: who and what of all messages of a thread, in whatever mailbox they lie, without their texts. */
export function answerThread(context: ServiceContext, fields: Fields): ServiceAnswer {
  const { records, box, behaviour } = context;
  const folder = folderOf(fields) ?? 'INBOX';
  const threadId = textOf(fields.threadId);
  const isAway = (one: StoredMessage): boolean => one.folder === 'Deleted Messages' || one.folder === 'Junk';
  const messages = shownMessages(context)
    .filter((one) => one.threadId === threadId && (one.folder === folder || !isAway(one)))
    .sort((a, b) => a.receivedMs - b.receivedMs);
  if (messages.length === 0) return refusal(behaviour, 404, 'THREAD_NOT_FOUND', 'There is no such thread.');
  return {
    response: json({
      threadId,
      messageMetadataList: messages.map((message) => ({
        ...records.metadata(message),
        ...(fields.includeLabelIds === true ? { labelIds: [] } : {}),
      })),
      sessionHeaders: records.sessionHeaders(folder, box),
    }),
    kind: 'thread',
  };
}

const longHeader = (raw: Uint8Array): string => {
  const text = new TextDecoder().decode(raw);
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? text : text.slice(0, end + 2);
};

/** `message/get`: the header block, and the parts asked for. Marks as read unless it is told not to. */
export function answerMessage(context: ServiceContext, fields: Fields): ServiceAnswer {
  const { records, box } = context;
  const folder = folderOf(fields);
  if (!folder) return noFolder(context);
  const message = box.at(folder, Number(fields.uid));
  if (!message) return noMessage(context);
  const asked = fields.parts === undefined ? undefined : textsOf(fields.parts);
  const given = partsOf(message.mail).filter((part) => asked?.includes(part.partId) ?? !part.isAttach);
  const changes: string[] = [];
  if (fields.dontMarkAsRead !== true && !message.seen) {
    box.mark(message, true);
    changes.push(`read ${guidOf(message)}`);
  }
  return {
    response: json({
      guid: guidOf(message),
      longHeader: longHeader(message.raw),
      from: records.people([message.mail.from]),
      to: records.people(message.mail.to),
      cc: records.people(message.mail.cc),
      bcc: records.people(message.mail.bcc),
      contentType: message.mail.mime,
      parts: records.ordered(given).map((part) => ({
        guid: `messagepart:${message.folder}/${message.uid}-${part.partId}`,
        contentType: part.contentType,
        content: contentOf(part),
      })),
    }),
    kind: given.length > 0 ? 'message' : 'headers',
    revealed: given.length > 0 ? [message] : [],
    changes,
  };
}

const contentOf = (part: Part): string =>
  part.contentType.startsWith('text/')
    ? new TextDecoder().decode(part.bytes)
    : Buffer.from(part.bytes).toString('base64');

const GUID = /^(?:message|messagepart):(.+)\/(\d+)(?:-([\d.]+))?$/;

function namedBy(context: ServiceContext, guid: string): { message: StoredMessage; partId: string } | undefined {
  const [, name, uid, partId = ''] = GUID.exec(guid) ?? [];
  const folder = toFolder(name);
  const message = folder ? context.box.at(folder, Number(uid)) : undefined;
  return message && { message, partId };
}

/** `GET message/download`: the raw message. */
export function answerDownload(context: ServiceContext, query: URLSearchParams): ServiceAnswer {
  const found = namedBy(context, query.get('guid') ?? '');
  if (!found) return noMessage(context);
  const name = query.get('filename') ?? 'message.eml';
  return {
    response: file(found.message.raw, 'message/rfc822', name, { 'cache-control': 'private, no-store' }),
    kind: 'raw-source',
    revealed: [found.message],
  };
}

/** `GET message/part`: the bytes of one part. */
export function answerPart(context: ServiceContext, query: URLSearchParams): ServiceAnswer {
  const found = namedBy(context, query.get('guid') ?? '');
  const part = found && partsOf(found.message.mail).find((one) => one.partId === found.partId);
  if (!found || !part) return noMessage(context);
  const mime = query.get('type') || part.contentType || 'application/octet-stream';
  return {
    response: file(part.bytes, mime, query.get('name') ?? part.fileName),
    kind: 'attachment',
    revealed: [found.message],
  };
}

/** `geqs/query`: mailboxes with their validity, or messages of threads. */
export function answerQuery(context: ServiceContext, query: URLSearchParams, fields: Fields): ServiceAnswer {
  const { box, records } = context;
  if (query.get('clientIntent') === 'fetchMessageMetadataByThreadIds') {
    const asked = JSON.stringify(fields.predicate ?? '');
    const messages = shownMessages(context).filter((one) => asked.includes(one.threadId));
    return { response: json({ domainObjects: messages.map((one) => records.queried(one)) }), kind: 'query' };
  }
  const names = ['INBOX', 'Archive', 'Sent Messages', 'Deleted Messages', 'Drafts', 'Junk'] as const;
  const domainObjects = names.map((folder) => {
    const held = box.messages().filter((one) => one.folder === folder);
    return {
      identifier: records.folderName(folder),
      name: folder,
      uidValidity: box.uidValidity(folder),
      messageCount: held.length,
      unreadCount: held.filter((one) => !one.seen).length,
    };
  });
  return { response: json({ domainObjects }), kind: 'query' };
}
