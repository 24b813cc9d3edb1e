import { type Account, clientQuery } from './account.ts';
import type { PageConfig } from './config.ts';
import { askJson, type Line } from './line.ts';
import {
  type Body,
  draftDate,
  type MailService,
  type PageMessage,
  readFolder,
  readPeople,
  readTime,
  shownName,
} from './mail-service.ts';

type Fields = Record<string, unknown>;

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);

const readMessage = (one: Fields): PageMessage => ({
  folder: readFolder(one.folder),
  uid: Number(one.uid),
  messageId: '',
  from: readPeople(one.from)[0] ?? { email: '', name: '' },
  to: readPeople(one.to),
  cc: readPeople(one.cc),
  subject: String(one.subject),
  dateMs: readTime(one.date),
  isSeen: one.unread !== true,
  parts: listOf(one.parts).map((part) => ({
    partId: String(part.guid).split('-').at(-1) ?? '',
    contentType: String(part.datatype),
    isFile: part.name !== '',
    name: String(part.name),
  })),
});

const guidOf = (message: PageMessage): string => `message:${message.folder}/${message.uid}`;

/** The older client, `wm`: JSON-RPC over messages. It knows no threads and saves no drafts. */
export function createOlderMail(config: PageConfig, line: Line, account: Account): MailService {
  let number = 0;
  const known = new Map<string, PageMessage>();
  const call = async (path: string, method: string, params: Fields, scripted = false): Promise<unknown> => {
    number += 1;
    const query = new URLSearchParams({ ...clientQuery(config), dsid: account.dsid });
    const body = {
      jsonrpc: '2.0',
      id: `${Date.now()}/${number}`,
      method,
      params,
      userStats: {},
      systemStats: [0, 0, 0, 0],
    };
    const answer = await askJson(line, {
      method: 'POST',
      url: `${account.mail}/wm/${path}?${query}`,
      contentType: 'text/plain;charset=UTF-8',
      body: JSON.stringify(body),
      scripted,
      isList: method === 'list',
    });
    return answer.result;
  };

  return {
    keepsDrafts: false,
    async begin() {
      await call('folder', 'list', {});
      await call('preference', 'list', {});
    },
    async list(folder) {
      const params = {
        guid: `folder:${folder}`,
        requesttype: 'index',
        selected: 1,
        count: 50,
        sorttype: 'Date',
        sortorder: 'descending',
      };
      const rows = listOf(await call('message', 'list', params)).filter((one) => one.type === 'CoreMail.Message');
      return rows.map(readMessage).map((message) => {
        known.set(guidOf(message), message);
        return {
          threadId: guidOf(message),
          senders: [shownName(message.from)],
          subject: message.subject,
          dateMs: message.dateMs,
          isSeen: message.isSeen,
          hasFile: message.parts.some((part) => part.isFile),
          preview: '',
          count: 1,
        };
      });
    },
    open: async (threadId) => [known.get(threadId)].filter((one) => one !== undefined),
    async body(message) {
      const parts = message.parts
        .filter((part) => !part.isFile)
        .map((part) => `messagepart:${message.folder}/${message.uid}-${part.partId}`);
      const found: Body = { html: '', text: '' };
      for (const detail of listOf(await call('message', 'get', { guid: guidOf(message), parts }))) {
        for (const part of listOf(detail.parts)) {
          if (part.datatype === 'text/html') found.html = String(part.content);
          if (part.datatype === 'text/plain') found.text = String(part.content);
        }
      }
      return found;
    },
    async markRead(threadId, _, scripted) {
      await call('message', 'clrflag', { guid: threadId, flag: 'unread' }, scripted);
    },
    saveDraft: async () => 0,
    async send(draft, _, scripted) {
      const params = {
        from: `${draft.from.name} <${draft.from.address}>`,
        to: draft.to,
        cc: draft.cc,
        bcc: draft.bcc,
        subject: draft.subject,
        body: draft.html,
        textBody: draft.text,
        date: draftDate(Date.now()),
        attachments: draft.attachments,
        webmailClientBuild: config.build,
      };
      await call('message', 'send', params, scripted);
    },
    discard: async () => {},
    upload: () => Promise.reject(new Error('the older client attaches nothing here')),
    file: () => Promise.reject(new Error('the older client opens no files here')),
  };
}
