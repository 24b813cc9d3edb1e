import { type Account, clientQuery } from './account.ts';
import type { PageConfig } from './config.ts';
import { askJson, type Line } from './line.ts';
import {
  type Body,
  type Digest,
  draftDate,
  type MailService,
  type PageMessage,
  type PagePart,
  readFolder,
  readPeople,
  readPerson,
  readTime,
  shownName,
} from './mail-service.ts';

type Fields = Record<string, unknown>;

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const hasFlag = (value: unknown, flag: string): boolean => Array.isArray(value) && value.includes(flag);

const readDigest = (row: Fields): Digest => ({
  threadId: String(row.threadId),
  senders: listOf(row.senders)
    .map(String)
    .filter((one) => one !== 'STALE')
    .map((one) => shownName(readPerson(one))),
  subject: String(row.subject),
  dateMs: readTime(row.timestamp),
  isSeen: hasFlag(row.flags, '\\Seen'),
  hasFile: hasFlag(row.flags, '\\HasAttachment'),
  preview: String(row.preview),
  count: Number(row.count),
});

const readPart = (part: Fields): PagePart => ({
  partId: String(part.partId),
  contentType: String(part.contentType),
  isFile: part.isAttach === true,
  name: String(part.fileName),
});

const readMessage = (one: Fields): PageMessage => ({
  folder: readFolder(one.folder),
  uid: Number(one.uid),
  messageId: String(one.messageId),
  from: readPeople(one.from)[0] ?? { email: '', name: '' },
  to: readPeople(one.to),
  cc: readPeople(one.cc),
  subject: String(one.subject),
  dateMs: readTime(one.date),
  isSeen: hasFlag(one.flags, '\\Seen'),
  parts: listOf(one.parts).map(readPart),
});

/** The current client: `mailws2`. */
export function createMailwsTwo(config: PageConfig, line: Line, account: Account): MailService {
  const base = `${account.gateway}/mailws2/v1`;
  const { bodies, marksReadBy, threadMetadata } = config.behaviour;
  const query = (more: Record<string, string> = {}): string =>
    String(new URLSearchParams({ ...more, ...clientQuery(config), dsid: account.dsid }));
  const headers = (folder: string): Fields => ({
    folder,
    modseq: null,
    threadmodseq: null,
    condstore: 1,
    qresync: 1,
    threadmode: 1,
  });
  const post = (path: string, folder: string, body: Fields, scripted = false): Promise<Fields> =>
    askJson(line, {
      method: 'POST',
      url: `${base}/${path}?${query()}`,
      contentType: 'application/json',
      body: JSON.stringify({ ...body, sessionHeaders: headers(folder) }),
      scripted,
      isList: path === 'thread/search',
    });
  const inquire = (clientIntent: string, predicate: string, properties: string[]): Promise<Fields> =>
    askJson(line, {
      method: 'POST',
      url: `${base}/geqs/query?${query({ clientIntent })}`,
      contentType: 'text/plain;charset=UTF-8',
      body: JSON.stringify({ domain: 'mailbox', predicate, properties }),
    });

  return {
    keepsDrafts: true,
    async begin() {
      await inquire('fetchMailboxCountQuery', 'true', ['identifier', 'name', 'uidValidity']);
    },
    async list(folder) {
      const answer = await post('thread/search', folder, {
        responseType: 'THREAD_DIGEST',
        includeFolderStatus: true,
        maxResults: 50,
      });
      return listOf(answer.threadList).map(readDigest);
    },
    async open(threadId, folder) {
      if (threadMetadata === 'with-query')
        await inquire('fetchMessageMetadataByThreadIds', `threadId IN {"${threadId}"}`, ['uid', 'from', 'to', 'parts']);
      const answer = await post('thread/get', folder, { threadId, includeLabelIds: true });
      return listOf(answer.messageMetadataList).map(readMessage);
    },
    async body(message) {
      const wanted = message.parts.filter((part) => !part.isFile && /^text\/(plain|html)$/.test(part.contentType));
      const ids = wanted.map((part) => part.partId);
      const rounds = bodies === 'together' ? [ids] : ids.map((id) => [id]);
      const found: Body = { html: '', text: '' };
      for (const parts of rounds) {
        const marking = marksReadBy === 'get' ? {} : { dontMarkAsRead: true };
        const answer = await post('message/get', message.folder, { uid: message.uid, parts, ...marking });
        for (const part of listOf(answer.parts)) {
          if (part.contentType === 'text/html') found.html = String(part.content);
          if (part.contentType === 'text/plain') found.text = String(part.content);
        }
      }
      return found;
    },
    async markRead(threadId, folder, scripted) {
      if (marksReadBy === 'get') return;
      await post('thread/flag', folder, { method: 'ADD', flags: ['SEEN'], threadIds: [threadId] }, scripted);
    },
    async saveDraft(draft, uid, scripted) {
      const body = {
        date: draftDate(Date.now()),
        from: `${draft.from.name} <${draft.from.address}>`,
        to: draft.to,
        cc: draft.cc,
        bcc: draft.bcc,
        headerInReplyTo: draft.inReplyTo,
        headerReferences: draft.references,
        subject: draft.subject,
        textBody: draft.text,
        htmlBody: draft.html,
        attachments: draft.attachments,
        webmailClientBuild: config.build,
        isHME: draft.from.isHidden,
        ...(uid > 0 ? { messageGuid: `Drafts/${uid}` } : {}),
      };
      return Number((await post('message/savedraft', 'Drafts', body, scripted)).uid);
    },
    async send(_, uid, scripted) {
      await post('draft/send', 'Drafts', { messageGuid: `Drafts/${uid}` }, scripted);
    },
    async discard(uid, scripted) {
      const body = {
        moveMethod: 'MOVE',
        destFolder: 'Deleted Messages',
        threadIds: [],
        messageGuids: [`Drafts/${uid}`],
      };
      await post('thread/move', 'Drafts', body, scripted);
    },
    async upload(file) {
      const about = {
        'X-id': crypto.randomUUID(),
        'X-type': file.type,
        'X-size': String(file.size),
        'X-name': file.name,
      };
      const url = `${base}/message/part?${query(about)}`;
      const body = new Uint8Array(await file.arrayBuffer());
      const contentType = file.type || 'application/octet-stream';
      return (await askJson(line, { method: 'POST', url, contentType, body })).messagePart;
    },
    async file(message, part) {
      const guid = `messagepart:${message.folder}/${message.uid}-${part.partId}`;
      const url = `${base}/message/part?${query({ guid, type: part.contentType, name: part.name })}`;
      return (await line({ method: 'GET', url })).bytes;
    },
  };
}
