import type { Tree } from '../../literals/parse-literal.ts';
import { parseGuid, parseMessageId } from '../message-ref.ts';
import { parseAddresses } from './addresses.ts';
import { fieldOf, listOf, textOf } from './fields.ts';
import { automatedSignsOf, type HeaderBlock, parseHeaderBlock } from './header-block.ts';
import type { MailRecord } from './mail-record.ts';
import { type AskedFor, readPeople } from './read-metadata.ts';

/** A `message/get` answer: who, when, and whichever parts were asked for with it. */
export interface LoadedMessage {
  record: MailRecord;
  headers: HeaderBlock;
  /** Texts by part id. One message may take several answers, each with some of them. */
  contents: Map<string, string>;
}

/**
 * Reads one message. `longHeader` is the only place with Date, References and Reply-To.
 *
 * @returns undefined where the answer does not name a message
 */
export function readMessage(answer: Tree | undefined, asked: AskedFor & { uid?: number | string | undefined }) {
  if (answer === undefined || fieldOf(answer, 'longHeader') === undefined) return undefined;
  const named = parseGuid(textOf(answer, 'guid'));
  const folder = named?.folder ?? asked.folder;
  const uid = named?.uid ?? asked.uid;
  if (folder === undefined || uid === undefined) return undefined;
  const headers = parseHeaderBlock(textOf(answer, 'longHeader') ?? '');
  const messageId = parseMessageId(headers.get('message-id')?.[0]);
  const date = Date.parse(headers.get('date')?.[0] ?? '');
  const subject = textOf(answer, 'subject');
  const signs = automatedSignsOf(headers);
  const replyTo = parseAddresses(headers.get('reply-to')?.join(', ') ?? '');
  const record: MailRecord = {
    folder,
    uid,
    hasHeaders: headers.size > 0,
    parts: [],
    replyTo,
    ...readPeople(answer),
    ...(asked.threadId === undefined ? {} : { threadId: asked.threadId }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(Number.isNaN(date) || date < 0 ? {} : { sentAt: date }),
    ...(subject === undefined ? {} : { subject }),
    ...(signs.length === 0 ? {} : { automatedSigns: signs }),
  };
  const loaded: LoadedMessage = { record, headers, contents: contentsOf(answer) };
  return loaded;
}

/** Parts come in no promised order; the end of the guid says which one it is. */
function contentsOf(answer: Tree): Map<string, string> {
  const contents = new Map<string, string>();
  for (const part of listOf(answer, 'parts')) {
    const guid = textOf(part, 'guid');
    const partId = textOf(part, 'partId') ?? (guid === undefined ? undefined : /-([^-/]+)$/.exec(guid)?.[1]);
    const content = fieldOf(part, 'content');
    if (partId !== undefined && typeof content === 'string') contents.set(partId, content);
  }
  return contents;
}
