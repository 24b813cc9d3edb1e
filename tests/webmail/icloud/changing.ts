import { addressParser } from 'postal-mime';
import { composeMail, type OutgoingMail } from '../gmail/compose-mail.ts';
import { NoAnswer } from '../gmail/gmail-stand-in.ts';
import type { MailPerson } from '../gmail/read-mail.ts';
import { escapeHtml, json } from '../gmail/respond.ts';
import { guidOf, type StoredMessage } from './mailbox.ts';
import { toFolder } from './records.ts';
import {
  type Fields,
  isFields,
  refusal,
  type ServiceAnswer,
  type ServiceContext,
  textOf,
  textsOf,
  type Upload,
} from './service.ts';

const done = (kind: string, changes: string[], body: unknown = {}): ServiceAnswer => ({
  response: json(body),
  kind,
  changes,
});

function messagesOf(context: ServiceContext, fields: Fields): StoredMessage[] {
  const threadIds = textsOf(fields.threadIds);
  return context.box.messages().filter((one) => threadIds.includes(one.threadId));
}

/** `thread/flag`. */
export function answerFlag(context: ServiceContext, fields: Fields): ServiceAnswer {
  const { box } = context;
  const seen = fields.method === 'ADD';
  if (!textsOf(fields.flags).includes('SEEN')) return done('flag', []);
  const changed = messagesOf(context, fields).filter((one) => one.seen !== seen);
  for (const message of changed) box.mark(message, seen);
  return done(
    'flag',
    changed.map((one) => `${seen ? 'read' : 'unread'} ${guidOf(one)}`),
  );
}

/** `thread/move`: everything of the threads that lies in the source mailbox. */
export function answerMove(context: ServiceContext, fields: Fields): ServiceAnswer {
  const { box, behaviour } = context;
  const source = toFolder(isFields(fields.sessionHeaders) ? fields.sessionHeaders.folder : undefined);
  const target = toFolder(fields.destFolder);
  if (!source || !target) return refusal(behaviour, 400, 'MAILBOX_NOT_FOUND', 'There is no such mailbox.');
  const guids = textsOf(fields.messageGuids);
  const moved = [
    ...messagesOf(context, fields).filter((one) => one.folder === source),
    ...box.messages().filter((one) => guids.includes(`${one.folder}/${one.uid}`)),
  ];
  const changes = moved.map((one) => `move ${guidOf(one)} to ${target}`);
  for (const message of moved) box.move(message, target);
  return done('move', changes);
}

const people = (value: unknown): MailPerson[] =>
  (typeof value === 'string' ? [value] : textsOf(value)).flatMap((text) =>
    addressParser(text, { flatten: true }).flatMap((one) =>
      'address' in one && one.address ? [{ email: one.address, name: one.name ?? '' }] : [],
    ),
  );

/** The message as typed. Files too large for mail become links below the text. */
function readDraft(context: ServiceContext, fields: Fields): OutgoingMail {
  const references = textOf(fields.headerReferences).match(/<[^>]+>/g) ?? [];
  const inReplyTo = textOf(fields.headerInReplyTo);
  const entries = Array.isArray(fields.attachments) ? fields.attachments.filter(isFields) : [];
  const files = entries.flatMap((entry) => context.uploads.get(textOf(entry.guid)) ?? []);
  const links = files.filter((one) => one.mailDropUntilMs !== undefined).map((one) => mailDropLink(context, one));
  return {
    messageId: '',
    from: people(fields.from)[0] ?? { email: context.box.owner.address, name: context.box.owner.name },
    to: people(fields.to),
    cc: people(fields.cc),
    bcc: people(fields.bcc),
    subject: textOf(fields.subject),
    html: textOf(fields.htmlBody) + links.join(''),
    ...(inReplyTo ? { inReplyTo, references } : {}),
    dateMs: Date.parse(textOf(fields.date)) || context.now(),
    files: files.filter((one) => one.mailDropUntilMs === undefined),
  };
}

const mailDropLink = (context: ServiceContext, upload: Upload): string =>
  `<p><a href="${context.origins.www}/attachment/?f=${encodeURIComponent(upload.name)}">${escapeHtml(upload.name)}</a></p>`;

const newMessageId = (context: ServiceContext, from: MailPerson): string =>
  `<${context.token(32).toUpperCase()}@${from.email.split('@')[1] ?? 'icloud.com'}>`;

/** What is known of drafts besides their bytes, by mailbox and uid. */
export interface Drafts {
  save(context: ServiceContext, fields: Fields): Promise<ServiceAnswer>;
  send(context: ServiceContext, fields: Fields): Promise<ServiceAnswer>;
  /** The older client's way: no draft, the message at once. */
  sendAtOnce(context: ServiceContext, mail: OutgoingMail): Promise<ServiceAnswer>;
}

export function createDrafts(): Drafts {
  const typed = new WeakMap<StoredMessage, OutgoingMail>();

  const goOut = async (context: ServiceContext, mail: OutgoingMail, draft?: StoredMessage): Promise<StoredMessage> => {
    const nowMs = context.now();
    const kept = context.behaviour.draftMessageIds === 'kept' ? draft?.mail.messageId : undefined;
    const final = { ...mail, messageId: kept ?? newMessageId(context, mail.from), dateMs: nowMs };
    const sent = context.box.add('Sent Messages', {
      raw: await composeMail(final, true),
      seen: true,
      receivedMs: nowMs,
      sentMs: nowMs,
      ...(draft ? { threadId: draft.threadId } : {}),
    });
    const outside = await composeMail(final, false);
    const recipients = [...mail.to, ...mail.cc, ...mail.bcc].map((one) => one.email.toLowerCase());
    for (const address of new Set(recipients)) context.deliver(address, outside);
    return sent;
  };

  const hindrance = (context: ServiceContext): ServiceAnswer | undefined => {
    const { behaviour } = context;
    if (behaviour.sends === 'unanswered') throw new NoAnswer();
    if (behaviour.sends === 'refused') return refusal(behaviour, 503, 'SEND_FAILED', 'The message was not sent.');
    return undefined;
  };

  return {
    async save(context, fields) {
      const { box, behaviour } = context;
      const previous = box.at('Drafts', Number(textOf(fields.messageGuid).replace('Drafts/', '')));
      const mail = readDraft(context, fields);
      const messageId = previous?.mail.messageId ?? newMessageId(context, mail.from);
      const raw = await composeMail({ ...mail, messageId }, true);
      if (previous) box.remove(previous);
      const draft = box.add('Drafts', {
        raw,
        seen: true,
        receivedMs: context.now(),
        ...(previous ? { threadId: previous.threadId } : {}),
        ...(previous && behaviour.draftUids === 'same' ? { uid: previous.uid } : {}),
      });
      typed.set(draft, mail);
      return done('draft', [`draft ${guidOf(draft)}`], { uid: draft.uid });
    },
    async send(context, fields) {
      const { box, behaviour } = context;
      const hindered = hindrance(context);
      if (hindered) return hindered;
      const uid = Number(textOf(fields.messageGuid).replace('Drafts/', ''));
      const draft = box.at('Drafts', uid);
      const mail = draft && typed.get(draft);
      if (!draft || !mail) return refusal(behaviour, 404, 'DRAFT_NOT_FOUND', 'There is no such draft.');
      if (mail.to.length + mail.cc.length + mail.bcc.length === 0)
        return refusal(behaviour, 400, 'NO_RECIPIENTS', 'The message has no recipients.');
      const changes = [`send ${guidOf(draft)}`];
      box.remove(draft);
      await goOut(context, mail, draft);
      return done('send', changes);
    },
    async sendAtOnce(context, mail) {
      const hindered = hindrance(context);
      if (hindered) return hindered;
      const sent = await goOut(context, mail);
      return done('send', [`send ${guidOf(sent)}`]);
    },
  };
}

const MAIL_DROP_LIFE_MS = 30 * 24 * 60 * 60 * 1000;

/** `POST message/part`: takes a file in; the body is the file. */
export function answerUpload(context: ServiceContext, query: URLSearchParams, bytes: Uint8Array): ServiceAnswer {
  const { behaviour, uploads, origins, now, token } = context;
  const name = query.get('X-name') ?? 'noname';
  const mime = query.get('X-type') || 'application/octet-stream';
  const guid = `cachedpart:${token(20)}`;
  const isDropped = bytes.length >= behaviour.mailDropFromBytes;
  const mailDrop = isDropped ? { mailDropUntilMs: now() + MAIL_DROP_LIFE_MS } : {};
  uploads.set(guid, { name, mime, bytes, ...mailDrop });
  const messagePart = {
    guid,
    url: `${origins.gateway}/mailws2/v1/message/part?guid=${encodeURIComponent(guid)}`,
    name,
    datatype: mime,
    size: bytes.length,
    encoding: 'base64',
    ...(isDropped ? { mailDropExpirationDate: now() + MAIL_DROP_LIFE_MS } : {}),
  };
  return done('upload', [], { messagePart });
}
