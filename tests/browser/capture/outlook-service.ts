import type { OutlookSite } from '../../../utils/capture/outlook/flavours.ts';

export const ACCOUNT = 'ana@rep.example';
export const NOW = Date.now();
export const SECRET = 'Bearer secret-token-of-the-page';

/** An id as Exchange makes them, readable at its end. */
export const idOf = (name: string) => `AAkALgAAAAAAHYQDEapm${name.replaceAll(/[^A-Za-z0-9]/g, '')}AAA=`;
export const conversationOf = (name: string) => `AAQkADcx${name.replaceAll(/[^A-Za-z0-9]/g, '')}AQAAAA=`;
const folderOf = (role: string) => `AAMkAGZvbGRlcg${role}AAAAA=`;

/** A message of the synthetic mailbox. */
export interface StoredMessage {
  name: string;
  from: string;
  to: string[];
  cc?: string[];
  bcc?: string[];
  subject?: string;
  at?: number;
  folder?: string;
  conversation?: string;
  isDraft?: boolean;
  messageId?: string;
  itemClass?: string;
  files?: { name: string; content: string }[];
  more?: Record<string, unknown>;
}

export interface SeenCall {
  url: string;
  action: string;
  headers: Headers;
  payload: Record<string, unknown>;
}

const person = (email: string) =>
  email.startsWith('/')
    ? { Name: 'Colega', EmailAddress: email, RoutingType: 'EX', MailboxType: 'Mailbox' }
    : { Name: email.split('@')[0], EmailAddress: email, RoutingType: 'SMTP', MailboxType: 'OneOff' };

export const sourceOf = (message: StoredMessage) =>
  `Message-ID: ${message.messageId ?? `<${message.name}@mail.example>`}\r\nFrom: ${message.from}\r\nSubject: ${message.subject ?? message.name}\r\n\r\nbody of ${message.name}`;

/** The item as an answer tells it. */
export function itemOf(message: StoredMessage, fields: readonly string[]): Record<string, unknown> {
  const at = new Date(message.at ?? NOW - 60_000).toISOString();
  const all: Record<string, unknown> = {
    ItemClass: message.itemClass ?? 'IPM.Note',
    ParentFolderId: { Id: folderOf(message.folder ?? 'inbox') },
    ConversationId: { Id: conversationOf(message.conversation ?? message.name) },
    DateTimeSent: at,
    DateTimeReceived: at,
    IsDraft: message.isDraft === true,
    HasAttachments: (message.files ?? []).length > 0,
    InternetMessageId: message.isDraft === true ? undefined : (message.messageId ?? `<${message.name}@mail.example>`),
    From: { Mailbox: person(message.from) },
    Sender: { Mailbox: person(message.from) },
    ToRecipients: message.to.map(person),
    CcRecipients: (message.cc ?? []).map(person),
    BccRecipients: (message.bcc ?? []).map(person),
    Subject: message.subject ?? message.name,
    Body: { BodyType: 'HTML', Value: `<p>body of ${message.name}</p>` },
    Attachments: (message.files ?? []).map(({ name }) => ({
      __type: 'FileAttachment:#Exchange',
      AttachmentId: { Id: idOf(`file${message.name}${name}`) },
      Name: name,
      ContentType: 'text/plain',
    })),
    MimeContent: { CharacterSet: 'UTF-8', Value: btoa(sourceOf(message)) },
    ...message.more,
  };
  const named = Object.fromEntries(fields.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]));
  return { __type: 'Message:#Exchange', ItemId: { Id: idOf(message.name) }, ...named };
}

const answerOf = (items: readonly unknown[]) => ({
  Header: { ServerVersionInfo: { Version: 'V2018_01_08' } },
  Body: { ResponseMessages: { Items: items } },
});
export const success = (more: Record<string, unknown>) => ({
  __type: 'ItemInfoResponseMessage:#Exchange',
  ResponseClass: 'Success',
  ResponseCode: 'NoError',
  ...more,
});
const notFound = { ResponseClass: 'Error', ResponseCode: 'ErrorItemNotFound' };

/** A mailbox with the service the page talks to; as much of it as the adapter's tests need. */
export class OutlookService {
  readonly calls: SeenCall[] = [];
  messages: StoredMessage[] = [];
  /** Answers in place of its own, by action. */
  readonly instead = new Map<string, (call: SeenCall) => Response | undefined>();
  /** Ids the service gives to what it is sent, in place of the draft's. */
  site: OutlookSite = 'outlook';

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input), 'https://outlook.example/');
    const headers = new Headers(init?.headers);
    const encoded = headers.get('x-owa-urlpostdata');
    const text = encoded === null ? String(init?.body ?? '{}') : decodeURIComponent(encoded);
    const call = {
      url: url.href,
      action: url.searchParams.get('action') ?? '',
      headers,
      payload: JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>,
    };
    this.calls.push(call);
    const instead = this.instead.get(call.action)?.(call);
    if (instead !== undefined) return instead;
    if (this.site === 'outlook' && headers.get('authorization') !== SECRET) return new Response('', { status: 401 });
    return Response.json(this.answer(url, call));
  };

  /** Requests that are not the page's: only those count their actions. */
  own(): SeenCall[] {
    return this.calls.filter(({ headers }) => headers.get('x-owa-actionid') === null);
  }

  private answer(url: URL, { action, payload }: SeenCall): unknown {
    if (/\.ashx$/.test(url.pathname)) return this.startup();
    const body = (payload.Body ?? {}) as Record<string, unknown>;
    if (action === 'GetOwaUserConfiguration') return { SessionSettings: this.startup().owaUserConfig.SessionSettings };
    if (action === 'GetItem') return answerOf(this.items(body));
    if (action === 'GetConversationItems') return answerOf(this.conversation(body));
    if (action === 'FindItem') {
      const sent = this.messages.filter(({ folder }) => folder === 'sentitems').reverse();
      const rows = sent.map((message) => itemOf(message, fieldsOf(body)));
      return answerOf([success({ RootFolder: { Items: rows } })]);
    }
    if (action === 'GetAttachment') return answerOf([success({ Attachments: [this.file(body)] })]);
    return answerOf([success({ Items: [] })]);
  }

  private startup() {
    const roles = ['inbox', 'sentitems', 'drafts', 'junkemail', 'deleteditems'];
    const Folders = roles.map((role) => ({ FolderId: { Id: folderOf(role) }, DistinguishedFolderId: role }));
    return {
      owaUserConfig: { SessionSettings: { UserEmailAddress: ACCOUNT, LogonEmailAddress: 'ana.logon@rep.example' } },
      findFolders: answerOf([success({ RootFolder: { Folders } })]),
    };
  }

  private items(body: Record<string, unknown>): unknown[] {
    const asked = (body.ItemIds ?? []) as { Id: string }[];
    const shape = body.ItemShape as { IncludeMimeContent?: boolean };
    return asked.map(({ Id }) => {
      const message = this.messages.find(({ name }) => idOf(name) === Id);
      if (message === undefined) return notFound;
      const fields = [...fieldsOf(body), ...(shape.IncludeMimeContent === true ? ['MimeContent'] : [])];
      return success({ Items: [itemOf(message, fields)] });
    });
  }

  private conversation(body: Record<string, unknown>): unknown[] {
    const [asked] = body.Conversations as { ConversationId: { Id: string } }[];
    const id = asked?.ConversationId.Id;
    const members = this.messages.filter((one) => conversationOf(one.conversation ?? one.name) === id);
    const nodes = members.map((message) => ({ Items: [itemOf(message, fieldsOf(body))] }));
    return [success({ Conversation: { ConversationId: { Id: id }, ConversationNodes: nodes } })];
  }

  private file(body: Record<string, unknown>): unknown {
    const [asked] = body.AttachmentIds as { Id: string }[];
    for (const message of this.messages) {
      for (const { name, content } of message.files ?? []) {
        if (idOf(`file${message.name}${name}`) === asked?.Id) return { Name: name, Content: btoa(content) };
      }
    }
    return {};
  }
}

function fieldsOf(body: Record<string, unknown>): string[] {
  const shape = (body.ItemShape ?? {}) as { AdditionalProperties?: { FieldURI: string }[] };
  return (shape.AdditionalProperties ?? []).map(({ FieldURI }) => FieldURI.replace(/^\w+:/, ''));
}
