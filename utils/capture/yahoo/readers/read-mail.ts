import { isEmail } from '../../email-pattern.ts';
import type { Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { isMailboxId, isMessageId } from '../ids.ts';
import { isPartId } from '../questions.ts';
import { emptyReading, type MailReading, type MailRecord, type RecordAttachment } from './mail-record.ts';
import { at, type Fields, idAt, isFields, listAt, peopleAt, textAt, textsAt, timeAt } from './tree.ts';

const NODES_PER_STEP = 500;
const MAX_ATTACHMENTS = 1000;

/**
 * Finds everything of mail in an answer, wherever it stands: a message is an object with both `id` and `headers`, a folder one
 * with `id` and `types`. Answers come in several dresses, and only these shapes are common to all.
 *
 * @param mid of the message the answer was asked for, where its address named one
 */
export function* readMail(tree: Tree | undefined, mid?: string): SlicedWork<MailReading> {
  const reading = emptyReading();
  const stack: { node: Tree; key: string }[] = tree === undefined ? [] : [{ node: tree, key: '' }];
  let visited = 0;
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    visited += 1;
    if (visited % NODES_PER_STEP === 0) yield;
    const { node, key } = entry;
    if (Array.isArray(node)) {
      for (let index = node.length - 1; index >= 0; index -= 1) {
        const item = node[index];
        if (typeof item === 'object' && item !== null) stack.push({ node: item, key });
      }
    } else if (isFields(node)) {
      const isMessage = takeFields(node, key, mid, reading);
      for (const [name, inner] of Object.entries(node).reverse()) {
        // Below a message stands nothing of another one, and its people are not accounts.
        if (typeof inner !== 'object' || inner === null || (isMessage && name !== 'folder')) continue;
        stack.push({ node: inner, key: name });
      }
    }
  }
  return reading;
}

function takeFields(node: Fields, key: string, mid: string | undefined, reading: MailReading): boolean {
  const isMessage = isMessageId(node.id) && isFields(node.headers);
  if (isMessage) reading.messages.push(toRecord(node, node.id as string));
  else if (key === 'messages') reading.strangers += 1;

  const owner = textAt(node, 'message', 'id') ?? (isMessage ? textAt(node, 'id') : mid);
  const html = textAt(node, 'simpleBody', 'html');
  const text = textAt(node, 'simpleBody', 'text');
  if (isMessageId(owner) && (html !== undefined || text !== undefined)) {
    reading.bodies.push({
      mid: owner,
      ...(html === undefined ? {} : { html }),
      ...(text === undefined ? {} : { text }),
    });
  }

  const id = idAt(node, 'id');
  const types = textsAt(node, 'types');
  if (id !== undefined && types !== undefined) reading.folders.push({ id, types });
  takeOwner(node, key, reading);
  return isMessage;
}

function takeOwner(node: Fields, key: string, reading: MailReading): void {
  const email = (textAt(node, 'email') ?? '').toLowerCase();
  if (!isEmail(email)) return;
  const id = idAt(node, 'id');
  if (key === 'mailboxes' || key === 'selectedMailbox') {
    const isSelected = key === 'selectedMailbox' || node.isSelected === true;
    const named = isMailboxId(id) ? { id } : {};
    reading.mailboxes.push({ ...named, email, isSelected, isPrimary: node.isPrimary === true });
  } else if (key === 'accounts') reading.accounts.push({ email });
}

/** A message of an answer. */
function toRecord(node: Fields, mid: string): MailRecord {
  const { headers } = node;
  const messageId = textAt(headers, 'messageIdRfc822');
  const attachments = listAt(node, 'attachments')?.slice(0, MAX_ATTACHMENTS).filter(isFields).map(toAttachment);
  const count = at(node, 'attachmentCount');
  const fields: { [K in keyof MailRecord]: MailRecord[K] | undefined } = {
    mid,
    conversationId: idAt(node, 'conversationId'),
    folderId: idAt(node, 'folder', 'id'),
    folderTypes: textsAt(node, 'folder', 'types'),
    from: peopleAt(headers, 'from')?.[0],
    to: peopleAt(headers, 'to'),
    cc: peopleAt(headers, 'cc'),
    bcc: peopleAt(headers, 'bcc'),
    replyTo: peopleAt(headers, 'replyTo'),
    subject: textAt(headers, 'subject'),
    messageId: messageId === undefined ? undefined : bracketed(messageId),
    inReplyTo: textAt(headers, 'inReplyTo'),
    internalMs: timeAt(headers, 'internalDate') ?? timeAt(headers, 'date'),
    attachmentCount: typeof count === 'number' ? count : undefined,
    attachments,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as MailRecord;
}

function bracketed(id: string): string {
  return id.startsWith('<') ? id : `<${id}>`;
}

/** Which keys describe a file has never been seen, so those are tried that have been seen anywhere. */
function toAttachment(node: Fields): RecordAttachment {
  const part = ['partId', 'pid', 'part', 'id'].map((key) => idAt(node, key)).find(isPartId);
  const name = textAt(node, 'fileName') ?? textAt(node, 'filename') ?? textAt(node, 'name');
  const mimeType = textAt(node, 'contentType') ?? textAt(node, 'mimeType');
  const size = at(node, 'size');
  return {
    ...(part === undefined ? {} : { part }),
    ...(name === undefined ? {} : { name }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
  };
}
