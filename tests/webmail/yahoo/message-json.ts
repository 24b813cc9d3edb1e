import { plainText } from '../gmail/compose-mail.ts';
import type { MailPart, MailPerson } from '../gmail/read-mail.ts';
import { DRAFT, type Mailbox, type StoredMessage } from './mailbox.ts';
import type { YahooBehaviour } from './options.ts';

const SNIPPET_LETTERS = 120;

const person = (one: MailPerson): { name?: string; email: string } =>
  one.name ? { name: one.name, email: one.email } : { email: one.email };

export const seconds = (ms: number): string => String(Math.floor(ms / 1000));

export const shownText = (message: StoredMessage): string => message.mail.text || plainText(message.mail.html);

/** MIME part numbers as text: the text is `1`, further parts follow. */
export const partId = (part: MailPart): string => String(Number(part.attid.split('.').at(-1) ?? 0) + 1);

/** The message object of answers. `list` answers are the ones that may be trimmed. */
export function messageJson(
  box: Mailbox,
  message: StoredMessage,
  behaviour: YahooBehaviour,
  answer: 'list' | 'whole',
): Record<string, unknown> {
  const { mail, flags } = message;
  const folder = box.folder(message.folderId);
  const withCopies = answer === 'whole' || behaviour.copiesInLists === 'shown';
  const copies = withCopies ? { cc: mail.cc.map(person), bcc: mail.bcc.map(person) } : {};
  return {
    id: message.id,
    conversationId: message.conversationId,
    immutableid: `${message.id.slice(1, 20)}`,
    uid: message.uid,
    modSeq: message.modSeq,
    size: message.raw.length,
    rfc822Size: message.raw.length,
    ...(message.csid ? { csid: message.csid } : {}),
    ...(message.dueMs === undefined ? {} : { schedule: { sendTime: seconds(message.dueMs) } }),
    folder: { id: message.folderId, name: folder?.name, types: folder?.types, acctId: folder?.acctId },
    headers: {
      subject: mail.subject,
      from: mail.from.email ? [person(mail.from)] : [],
      to: mail.to.map(person),
      ...copies,
      replyTo: mail.replyTo.map(person),
      internalDate: seconds(message.internalMs),
      date: seconds(mail.dateMs || message.internalMs),
      mimeDate: seconds(mail.dateMs || message.internalMs),
      mimeType: mail.mime || 'text/plain',
      ...(behaviour.messageIds === 'shown' && message.folderId !== DRAFT ? { messageIdRfc822: mail.messageId } : {}),
      ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
    },
    flags: { ...flags, ham: false },
    snippet: shownText(message).replace(/\s+/g, ' ').slice(0, SNIPPET_LETTERS),
    decos: [{ id: 'PPL', type: 'SYSTEM' }],
    schemaOrg: [],
    verifiedDomains: [],
    attachmentCount: mail.parts.length,
    attachments: mail.parts.map((part) => ({
      partId: partId(part),
      fileName: part.name,
      mimeType: part.mime,
      size: part.bytes.length,
    })),
  };
}

/** Messages of an answer in the shape the page asked for. */
export function listJson(
  box: Mailbox,
  messages: readonly StoredMessage[],
  behaviour: YahooBehaviour,
  answer: 'list' | 'whole',
): Record<string, unknown> {
  const listed = messages.map((message) => messageJson(box, message, behaviour, answer));
  const conversationIds = [...new Set(messages.map((one) => one.conversationId))];
  const conversations = conversationIds.map((id) => {
    const all = box.messages().filter((one) => one.conversationId === id);
    return {
      id,
      messageIds: all.map((one) => one.id),
      folderIds: [...new Set(all.map((one) => one.folderId))],
    };
  });
  const rest = { conversations, query: { nextModSeq: box.modSeq + 1 }, counts: [] };
  if (behaviour.shape === 'plain') return { messages: listed, ...rest };
  return { cards: listed.map((message) => ({ type: 'MESSAGE', data: { content: { message } } })), ...rest };
}
