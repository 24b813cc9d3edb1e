import { addressParser } from 'postal-mime';
import type { MailPerson } from '../gmail/read-mail.ts';
import { json } from '../gmail/respond.ts';
import type { Drafts } from './changing.ts';
import { FOLDERS, guidOf, type StoredMessage } from './mailbox.ts';
import { addressText, partsOf, toFolder } from './records.ts';
import {
  type Fields,
  fieldsOf,
  isFields,
  refusal,
  type ServiceAnswer,
  type ServiceContext,
  shownMessages,
  textOf,
  textsOf,
} from './service.ts';

const COUNT = 50;

const people = (value: unknown): MailPerson[] =>
  (Array.isArray(value) ? textsOf(value) : [textOf(value)]).flatMap((text) =>
    addressParser(text, { flatten: true }).flatMap((one) =>
      'address' in one && one.address ? [{ email: one.address, name: one.name ?? '' }] : [],
    ),
  );

const messageRecord = (message: StoredMessage): object => ({
  type: 'CoreMail.Message',
  guid: guidOf(message),
  uid: message.uid,
  folder: `folder:${message.folder}`,
  from: [addressText(message.mail.from)],
  to: message.mail.to.map(addressText),
  cc: message.mail.cc.map(addressText),
  subject: message.mail.subject,
  date: message.receivedMs,
  unread: !message.seen,
  parts: partsOf(message.mail).map((part) => ({
    type: 'CoreMail.MessagePart',
    guid: `messagepart:${message.folder}/${message.uid}-${part.partId}`,
    datatype: part.contentType,
    name: part.fileName,
    size: part.size,
  })),
});

function namedBy(context: ServiceContext, guid: unknown): StoredMessage | undefined {
  const [, name, uid] = /^message:(.+)\/(\d+)$/.exec(textOf(guid)) ?? [];
  const folder = toFolder(name);
  return folder ? context.box.at(folder, Number(uid)) : undefined;
}

const mailboxes = (context: ServiceContext): unknown[] =>
  FOLDERS.map((folder) => {
    const held = context.box.messages().filter((one) => one.folder === folder);
    return {
      type: 'CoreMail.Folder',
      guid: `folder:${folder}`,
      name: folder,
      messageCount: held.length,
      unreadMessageCount: held.filter((one) => !one.seen).length,
    };
  });

type Outcome = Omit<ServiceAnswer, 'response'> & { result: unknown };

function list(context: ServiceContext, params: Fields): Outcome {
  const folder = toFolder(params.guid);
  const held = shownMessages(context)
    .filter((one) => one.folder === folder)
    .sort((a, b) => b.receivedMs - a.receivedMs)
    .slice(0, Number(params.count) || COUNT);
  const head = { type: 'CoreMail.MessageListMetaData', guid: `folder:${folder}`, count: held.length };
  return { kind: 'search', result: [head, ...held.map(messageRecord)] };
}

function get(context: ServiceContext, params: Fields): Outcome {
  const message = namedBy(context, params.guid);
  if (!message) return { kind: 'refused', result: [] };
  const asked = textsOf(params.parts);
  const parts = partsOf(message.mail)
    .map((part) => ({ guid: `messagepart:${message.folder}/${message.uid}-${part.partId}`, part }))
    .filter(({ guid }) => asked.includes(guid))
    .map(({ guid, part }) => ({
      type: 'CoreMail.MessagePart',
      guid,
      datatype: part.contentType,
      content: new TextDecoder().decode(part.bytes),
    }));
  const result = [{ type: 'CoreMail.MessageDetail', guid: guidOf(message), parts }];
  return { kind: 'message', result, revealed: parts.length > 0 ? [message] : [] };
}

function mark(context: ServiceContext, params: Fields, seen: boolean): Outcome {
  const message = namedBy(context, params.guid);
  if (!message || message.seen === seen) return { kind: 'flag', result: [] };
  context.box.mark(message, seen);
  return { kind: 'flag', result: [], changes: [`${seen ? 'read' : 'unread'} ${guidOf(message)}`] };
}

function move(context: ServiceContext, params: Fields, target: unknown): Outcome {
  const [message, folder] = [namedBy(context, params.guid), toFolder(target)];
  if (!message || !folder) return { kind: 'refused', result: [] };
  const change = `move ${guidOf(message)} to ${folder}`;
  context.box.move(message, folder);
  return { kind: 'move', result: [], changes: [change] };
}

/** `wm/message`, `wm/folder` and `wm/preference`: JSON-RPC of the older client. It knows messages, and no threads. */
export async function answerOlderClient(
  context: ServiceContext,
  drafts: Drafts,
  path: string,
  bytes: Uint8Array,
): Promise<ServiceAnswer> {
  const fields = fieldsOf(bytes);
  const params = isFields(fields.params) ? fields.params : {};
  const method = textOf(fields.method);
  const answer = ({ result, ...rest }: Outcome): ServiceAnswer => ({
    ...rest,
    response: json({ jsonrpc: '2.0', id: fields.id, result }),
  });
  if (path === '/wm/folder' && method === 'list') return answer({ kind: 'query', result: mailboxes(context) });
  if (path === '/wm/preference') {
    const { address, name } = context.box.owner;
    return answer({
      kind: 'preferences',
      result: [{ type: 'CoreMail.Preferences', emails: [address], fullName: name }],
    });
  }
  if (path !== '/wm/message') return refusal(context.behaviour, 404, 'NO_SUCH_METHOD', 'There is no such method.');
  if (method === 'list') return answer(list(context, params));
  if (method === 'get') return answer(get(context, params));
  if (method === 'clrflag') return answer(mark(context, params, true));
  if (method === 'setflag') return answer(mark(context, params, false));
  if (method === 'move') return answer(move(context, params, params.dest));
  if (method === 'delete') return answer(move(context, params, 'Deleted Messages'));
  if (method !== 'send') return refusal(context.behaviour, 404, 'NO_SUCH_METHOD', 'There is no such method.');
  const entries = Array.isArray(params.attachments) ? params.attachments.filter(isFields) : [];
  return drafts.sendAtOnce(context, {
    messageId: '',
    from: people(params.from)[0] ?? { email: context.box.owner.address, name: context.box.owner.name },
    to: people(params.to),
    cc: people(params.cc),
    bcc: people(params.bcc),
    subject: textOf(params.subject),
    html: textOf(params.body),
    dateMs: Date.parse(textOf(params.date)) || context.now(),
    files: entries.flatMap((entry) => context.uploads.get(textOf(entry.guid)) ?? []),
  });
}
