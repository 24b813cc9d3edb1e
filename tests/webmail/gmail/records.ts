import { plainText } from './compose-mail.ts';
import { decimalOf } from './ids.ts';
import type { Mailbox, StoredMessage, StoredThread } from './mailbox.ts';
import { type Tuple, tuple } from './page/wire.ts';
import type { MailPart, MailPerson, ReadMail } from './read-mail.ts';

/** What records need to know of the page they are written for. */
export interface RecordContext {
  mailbox: Mailbox;
  ik: string;
  mailOrigin: string;
  nowMs: number;
}

/** `^pfg` is taken off some time after a message was sent. */
const PFG_MS = 2000;
const SNIPPET_LENGTH = 120;

export const person = (one: MailPerson): Tuple => tuple({ 0: 1, 1: one.email, ...(one.name ? { 2: one.name } : {}) });
const persons = (list: MailPerson[]): Tuple[] | null => (list.length > 0 ? list.map(person) : null);

export function labelsOf(message: StoredMessage, nowMs: number): string[] {
  const settled = message.sentMs !== undefined && nowMs - message.sentMs > PFG_MS;
  return [...message.labels].filter((label) => !(settled && label === '^pfg')).sort();
}

export function htmlOf(mail: ReadMail): string {
  if (mail.html) return mail.html;
  const escaped = mail.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/\r?\n/g, '<br>\n');
}

export const snippetOf = (mail: ReadMail): string =>
  (mail.html ? plainText(mail.html) : mail.text).replace(/\s+/g, ' ').trim().slice(0, SNIPPET_LENGTH);

export const realattidOf = (message: StoredMessage, part: MailPart): string =>
  `${part.inline ? 'ii' : 'f'}_${message.legacyHex.slice(-6)}${part.attid.replaceAll('.', '')}`;

/** Address of a part, the way records and cards carry it. */
export function partAddress(context: RecordContext, message: StoredMessage, part: MailPart): string {
  const query = `ui=2&ik=${context.ik}&attid=${part.attid}&permmsgid=${message.id}&th=${message.legacyHex}`;
  return `${context.mailOrigin}/mail/?${query}&view=att&realattid=${realattidOf(message, part)}&zw`;
}

function attachments(context: RecordContext, message: StoredMessage): Tuple[] | null {
  if (message.mail.parts.length === 0) return null;
  return message.mail.parts.map((part) =>
    tuple({
      0: part.mime,
      1: part.name,
      2: part.bytes.length,
      3: part.attid,
      4: realattidOf(message, part),
      5: partAddress(context, message, part),
      6: part.inline ? 1 : 0,
    }),
  );
}

/**
 * How much of a message a record tells: lists leave out recipients and Message-ID, sync answers the body, and only
 * embedded data has all of it.
 */
export type RecordDepth = 'list' | 'sync' | 'embedded';

/** The record of a message in sync answers, lists and embedded data. */
export function messageRecord(context: RecordContext, message: StoredMessage, depth: RecordDepth): Tuple {
  const { mail } = message;
  const full = depth !== 'list';
  return tuple({
    0: message.id,
    1: person(mail.from),
    2: full ? persons(mail.to) : null,
    3: full ? persons(mail.cc) : null,
    4: full ? persons(mail.bcc) : null,
    5: full ? persons(mail.replyTo) : null,
    6: message.headerMs,
    7: full && mail.subject ? mail.subject : null,
    8:
      depth === 'embedded'
        ? tuple({ 1: [tuple({ 0: 0, 2: tuple({ 1: htmlOf(mail) }) })], 6: mail.html ? 1 : 0 })
        : null,
    9: snippetOf(mail) || null,
    10: labelsOf(message, context.nowMs),
    11: attachments(context, message),
    13: full ? mail.messageId || null : null,
    14: full && mail.references.length > 0 ? mail.references : null,
    15: full ? mail.inReplyTo || null : null,
    17: message.internalMs,
    18: message.id.startsWith('msg-f:') ? tuple({ 0: 0, 2: domainOf(mail.from.email), 16: mail.from.email }) : null,
    21: message.id.startsWith('msg-f:') ? tuple({ 0: 1, 1: context.mailbox.owner.address }) : null,
    30: message.internalMs,
    43: 0,
    55: message.legacyHex,
  });
}

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);

const newest = (thread: StoredThread): StoredMessage | undefined => thread.messages.at(-1);
const isShown = (message: StoredMessage): boolean => !message.labels.has('^deleted');

export function threadRecord(context: RecordContext, thread: StoredThread, depth: RecordDepth): Tuple {
  const last = newest(thread);
  const clientMade = thread.id.startsWith('thread-a:');
  const others = thread.messages.flatMap((one) => [...one.mail.to, ...one.mail.cc]);
  return tuple({
    0: thread.messages[0]?.mail.subject ?? '',
    1: depth === 'list' && last ? snippetOf(last.mail) : null,
    2: last?.headerMs ?? 0,
    3: thread.id,
    4: thread.messages.filter(isShown).map((message) => messageRecord(context, message, depth)),
    8: `msg-a:bump-${thread.id.slice('thread-a:'.length)}`,
    14: others.length > 0 ? [others.map((one) => tuple({ 0: one.name, 1: one.email }))] : null,
    16: 0,
    17: clientMade ? null : decimalOf(thread.legacyHex),
    19: thread.legacyHex,
  });
}

/** A thread of an `fd` answer: its data, the heads of its messages, and the messages asked for in full. */
export function fullThread(
  context: RecordContext,
  thread: StoredThread,
  wanted: StoredMessage[],
  shape: { recipients: 'flat' | 'nested'; withHeads: boolean },
): Tuple {
  const last = newest(thread);
  const head = tuple({
    0: tuple({
      0: thread.id,
      1: thread.messages[0]?.mail.subject ?? '',
      2: last ? snippetOf(last.mail) : '',
      3: last?.headerMs ?? 0,
      12: 0,
      13: decimalOf(thread.legacyHex),
      15: thread.legacyHex,
    }),
    1: thread.messages.filter(isShown).map((message) =>
      tuple({
        0: message.id,
        1: person(message.mail.from),
        2: message.headerMs,
        3: labelsOf(message, context.nowMs),
        6: message.internalMs,
        7: message.mail.listId || null,
        10: snippetOf(message.mail),
        11: message.mail.inReplyTo || null,
        15: message.internalMs,
        16: 0,
        27: message.legacyHex,
      }),
    ),
  });
  return tuple({
    0: thread.id,
    1: shape.withHeads ? head : null,
    2: wanted.map((message) => tuple({ 0: message.id, 1: fullMessage(context, message, shape.recipients) })),
  });
}

function fullMessage(context: RecordContext, message: StoredMessage, recipients: 'flat' | 'nested'): Tuple {
  const { mail } = message;
  const lists = [persons(mail.to), persons(mail.cc), persons(mail.bcc)];
  const addressed =
    recipients === 'flat'
      ? { 0: lists[0], 1: lists[1], 2: lists[2] }
      : { 0: tuple({ 0: lists[0], 1: lists[1], 2: lists[2] }) };
  return tuple({
    ...addressed,
    3: persons(mail.replyTo),
    4: mail.subject || null,
    5: tuple({ 1: [tuple({ 0: 0, 2: tuple({ 1: htmlOf(mail) }), 3: 1 })], 2: 0, 6: mail.html ? 1 : 0, 7: 0 }),
    6: snippetOf(mail) || null,
    7: mail.messageId || null,
    8: mail.references.length > 0 ? mail.references : null,
    9: mail.inReplyTo || null,
    10: tuple({ 0: 0, 1: 0, 2: domainOf(mail.from.email), 3: -1, 16: mail.from.email }),
    11: tuple({ 0: 1, 1: context.mailbox.owner.address }),
    13:
      mail.parts.length === 0
        ? null
        : mail.parts.map((part) =>
            tuple({
              0: tuple({
                1: part.attid,
                3: tuple({ 1: partAddress(context, message, part), 2: part.name, 3: part.mime, 4: part.bytes.length }),
              }),
            }),
          ),
    16: message.internalMs,
    34: message.legacyHex,
  });
}
