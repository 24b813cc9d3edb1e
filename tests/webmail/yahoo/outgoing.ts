import { composeMail, type OutgoingFile, type OutgoingMail } from '../gmail/compose-mail.ts';
import { type MailPerson, readMail } from '../gmail/read-mail.ts';
import { type IdMaker, refOf } from './ids.ts';
import { isObject, type Json, listIn, objectAt, textIn } from './json.ts';
import { DRAFT, type Mailbox, SENT, type StoredMessage, UNREAD } from './mailbox.ts';
import type { YahooBehaviour } from './options.ts';

/** A message as the page hands it in by `SaveMessage`. */
export interface HandedIn {
  /** Mid of the draft it takes the place of. */
  draft: string | undefined;
  csid: string;
  /** Mid of the message it answers or passes on. */
  answers: string | undefined;
  replied: boolean;
  forwarded: boolean;
  from: MailPerson;
  to: MailPerson[];
  cc: MailPerson[];
  bcc: MailPerson[];
  subject: string;
  html: string;
  /** Names of its files, in the page's own words. */
  fileIds: string[];
  dueMs: number | undefined;
}

const persons = (headers: Json, name: string): MailPerson[] =>
  listIn(headers, name)
    .filter(isObject)
    .map((one) => ({ email: textIn(one, 'email'), name: textIn(one, 'name') }));

/** Reads the JSON of the part `jsonString`; undefined when it is no message. */
export function parseHandedIn(payload: unknown): HandedIn | undefined {
  const message = objectAt(payload, 'message');
  const headers = objectAt(message, 'headers');
  const from = persons(headers, 'from')[0];
  if (!from) return undefined;
  const inReplyTo = objectAt(message, 'inReplyTo');
  const body = objectAt(payload, 'simpleBody');
  const sendTime = Number(textIn(objectAt(message, 'schedule'), 'sendTime'));
  return {
    draft: textIn(message, 'id') || undefined,
    csid: textIn(message, 'csid'),
    answers: textIn(objectAt(inReplyTo, 'messageReference'), 'id') || undefined,
    replied: inReplyTo.replied === true,
    forwarded: inReplyTo.forwarded === true,
    from,
    to: persons(headers, 'to'),
    cc: persons(headers, 'cc'),
    bcc: persons(headers, 'bcc'),
    subject: textIn(headers, 'subject'),
    html: textIn(body, 'html'),
    fileIds: listIn(body, 'attachments')
      .filter(isObject)
      .map((one) => textIn(one, 'fileId')),
    dueMs: sendTime > 0 ? sendTime * 1000 : undefined,
  };
}

export interface PostOfficeParts {
  behaviour: YahooBehaviour;
  ids: IdMaker;
  now(): number;
  /** Brings a message to mailboxes of this server. */
  deliver(address: string, raw: Uint8Array): void;
}

/** Keeps drafts and sends them. */
export interface PostOffice {
  /** Undefined when the draft to replace is not there. */
  save(box: Mailbox, handed: HandedIn, uploads: ReadonlyMap<string, OutgoingFile>): Promise<StoredMessage | undefined>;
  /** Undefined when there is no such draft, or nobody to send it to. */
  send(box: Mailbox, mid: string): Promise<StoredMessage | undefined>;
  /** Sends what is scheduled and due, or all of it. There are no timers: whoever asks the server makes it look. */
  sendDue(box: Mailbox, all?: boolean): Promise<void>;
}

const MAILER = 'X-Mailer: WebService/1.1.24866 YMailNovation\r\n';

const withMailer = (raw: Uint8Array): Uint8Array => {
  const line = new TextEncoder().encode(MAILER);
  const whole = new Uint8Array(line.length + raw.length);
  whole.set(line);
  whole.set(raw, line.length);
  return whole;
};

export function createPostOffice(parts: PostOfficeParts): PostOffice {
  const { behaviour, ids, now } = parts;
  const mails = new Map<string, OutgoingMail>();

  const compose = async (mail: OutgoingMail, keepBcc: boolean): Promise<Uint8Array> =>
    withMailer(await composeMail(mail, keepBcc));

  const mailOf = (box: Mailbox, handed: HandedIn, files: OutgoingFile[]): OutgoingMail => {
    const messageId = ids.messageId(now());
    const parent = handed.answers ? box.find(handed.answers)?.mail : undefined;
    const threaded = parent && handed.replied && parent.messageId ? parent : undefined;
    return {
      messageId,
      from: handed.from,
      to: handed.to,
      cc: handed.cc,
      bcc: handed.bcc,
      subject: handed.subject,
      html: handed.html,
      dateMs: now(),
      files,
      ...(threaded ? { inReplyTo: threaded.messageId } : {}),
      references: threaded ? [...threaded.references, threaded.messageId, refOf(messageId)] : [refOf(messageId)],
    };
  };

  const save: PostOffice['save'] = async (box, handed, uploads) => {
    const before = handed.draft ? box.find(handed.draft) : undefined;
    if (handed.draft && before?.folderId !== DRAFT) return undefined;
    const files = new Map([...(before?.files ?? []), ...uploads].filter(([id]) => handed.fileIds.includes(id)));
    const mail = mailOf(box, handed, [...files.values()]);
    const raw = await compose(mail, true);
    const parent = handed.answers ? box.find(handed.answers) : undefined;
    const keeps = before && behaviour.mids !== 'changed-by-saving';
    const message = box.put(
      {
        id: keeps ? before.id : ids.mid(),
        conversationId:
          before?.conversationId ?? (handed.replied ? parent?.conversationId : undefined) ?? ids.conversationId(),
        folderId: DRAFT,
        flags: { ...UNREAD, read: true, recent: false },
        raw,
        mail: readMail(raw),
        internalMs: now(),
        csid: handed.csid,
        files,
        ...(handed.answers ? { answers: handed.answers } : {}),
        ...(handed.dueMs === undefined ? {} : { dueMs: handed.dueMs }),
      },
      before?.id,
    );
    if (before) mails.delete(before.id);
    mails.set(message.id, mail);
    return message;
  };

  const send: PostOffice['send'] = async (box, mid) => {
    const draft = box.find(mid);
    const written = mails.get(mid);
    if (!draft || !written || draft.folderId !== DRAFT) return undefined;
    const recipients = [...written.to, ...written.cc, ...written.bcc].map((one) => one.email.toLowerCase());
    if (recipients.length === 0) return undefined;
    const sentMs = now();
    const messageId = ids.messageId(sentMs);
    const references = [...(written.references ?? []).slice(0, -1), refOf(messageId)];
    const mail = { ...written, messageId, references, dateMs: sentMs };
    const raw = await compose(mail, behaviour.bccInSent === 'kept');
    const message = box.put(
      {
        id: behaviour.mids === 'kept' ? draft.id : ids.mid(),
        conversationId: draft.conversationId,
        folderId: SENT,
        flags: { ...draft.flags },
        raw,
        mail: readMail(raw),
        internalMs: sentMs,
        sentMs,
        ...(draft.csid ? { csid: draft.csid } : {}),
      },
      draft.id,
    );
    mails.delete(mid);
    const outside = await compose(mail, false);
    for (const address of new Set(recipients)) parts.deliver(address, outside);
    return message;
  };

  return {
    save,
    send,
    async sendDue(box, all = false) {
      for (const { id, dueMs } of box.messages()) {
        if (dueMs !== undefined && (all || dueMs <= now())) await send(box, id);
      }
    },
  };
}
