import type { BatchRequest } from './api.ts';
import type { Person } from './store.ts';

/** A draft as the page hands it in. */
export interface Outgoing {
  /** Mid it was saved under before. */
  draft: string | undefined;
  csid: string;
  from: Person;
  to: Person[];
  cc: Person[];
  bcc: Person[];
  subject: string;
  html: string;
  /** Mid of the message replied to. */
  answers: string | undefined;
  files: { fileId: string; name: string; type: string; size: number }[];
  /** Names of the files that travel with this request. */
  uploads: number;
  /** When it is to go out by itself, epoch seconds. */
  sendTime: number | undefined;
}

const DRAFT_FOLDER = '3';
const SENT_FOLDER = '2';
/** What the page asks for of everything, so that folders the rep never sees stay out. */
const VISIBLE = '-folderType:(SYNC) -folderType:(INVISIBLE)';

const selection = (mailbox: string, q: string): string => `${mailbox}/messages/@.select==q?q=${encodeURIComponent(q)}`;

const persons = (people: Person[]): { name?: string; email: string }[] =>
  people.map((one) => (one.name ? { name: one.name, email: one.email } : { email: one.email }));

export const listRequest = (mailbox: string, folder: { id: string; acctId: string }): BatchRequest => ({
  id: 'GetMessageGroupList',
  uri: selection(
    mailbox,
    `folderId:${folder.id} acctId:${folder.acctId} groupBy:conversationId count:100 offset:0 ${VISIBLE} -sort:date`,
  ),
  method: 'GET',
  payloadType: 'embedded',
});

export const foldersRequest = (mailbox: string): BatchRequest => ({
  id: 'GetFolders',
  uri: `${mailbox}/folders`,
  method: 'GET',
  payloadType: 'embedded',
});

export const unseenRequest = (mailbox: string, folderId: string): BatchRequest => ({
  id: 'UnseenCountReset',
  uri: `${mailbox}/decos/@.id==FTI`,
  method: 'POST',
  payload: { id: 'FTI', counts: [{ accountId: folderId, unseen: 0 }] },
  suppressResponse: true,
});

export const accountsRequest = (mailbox: string): BatchRequest => ({
  id: 'GetAccounts',
  uri: `${mailbox}/accounts`,
  method: 'GET',
  payloadType: 'embedded',
});

export const messagesRequest = (mailbox: string, mids: string[]): BatchRequest => ({
  id: 'GetMessages',
  uri: selection(mailbox, `id:(${mids.join(' ')})`),
  method: 'GET',
  payloadType: 'embedded',
});

export const bodyRequest = (mailbox: string, mid: string): BatchRequest => ({
  id: `GetSimpleBody_${mid}`,
  uri: `${mailbox}/messages/@.id==${mid}/content/simplebody/full`,
  method: 'GET',
  payloadType: 'embedded',
});

export const readRequest = (mailbox: string, mids: string[]): BatchRequest => ({
  id: 'UnifiedUpdateMessage_0',
  uri: selection(mailbox, `id:(${mids.join(' ')})`),
  method: 'POST',
  payloadType: 'embedded',
  payload: { message: { flags: { read: true } } },
});

export const moveRequest = (mailbox: string, mids: string[], folderId: string): BatchRequest => ({
  id: 'UnifiedUpdateMessage_0',
  uri: selection(mailbox, `id:(${mids.join(' ')})`),
  method: 'POST',
  payloadType: 'embedded',
  payload: { message: { folder: { id: folderId } } },
});

/** A draft, as it is saved while it is written. */
export function saveRequest(mailbox: string, out: Outgoing): BatchRequest {
  const reply = out.answers
    ? { inReplyTo: { messageReference: { id: out.answers }, replied: true, forwarded: false } }
    : {};
  const payload = {
    actions: { responseMessage: true },
    message: {
      ...(out.draft ? { id: out.draft } : {}),
      csid: out.csid,
      newMessage: out.draft === undefined,
      headers: {
        subject: out.subject,
        from: persons([out.from]),
        replyTo: [],
        to: persons(out.to),
        cc: persons(out.cc),
        bcc: persons(out.bcc),
      },
      folder: { id: DRAFT_FOLDER },
      flags: { spam: false, read: true },
      ...reply,
      ...(out.sendTime === undefined ? {} : { schedule: { sendTime: String(out.sendTime) } }),
    },
    simpleBody: { html: out.html, attachments: out.files },
  };
  return {
    id: 'SaveMessage',
    uri: `${mailbox}/messages?uploadCount=${out.uploads}&totalAttachments=${out.files.length}`,
    method: 'POST',
    payloadType: 'multipart',
    payloadParts: [{ partName: 'jsonString', contentType: 'application/json', payload }],
    filters: { select: { cid: '$..message.conversationId', mid: '$..message.id' } },
  };
}

/** Sends a draft, and marks what it answers. `mid` may be a name selected from the answer above. */
export function sendRequest(mailbox: string, mid: string, out: Outgoing): BatchRequest {
  const marks = out.answers
    ? [
        {
          id: 'UpdateMessages',
          uri: `${selection(mailbox, `id:(${out.answers})`)}&async=true`,
          method: 'POST' as const,
          payloadType: 'embedded' as const,
          payload: { message: { flags: { answered: true, forwarded: false } } },
        },
      ]
    : [];
  return {
    id: 'SendMessage',
    uri: `${mailbox}/messages/@.id==${mid}/send`,
    method: 'POST',
    payloadType: 'embedded',
    payload: { csid: out.csid, destinationFolder: { id: SENT_FOLDER } },
    requests: marks,
  };
}
