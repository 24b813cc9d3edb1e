import type { Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { parseFolder } from '../folders.ts';
import { parseGuid, parseMessageId } from '../message-ref.ts';
import { peopleOf } from './addresses.ts';
import { fieldOf, listOf, sizeOf, textOf, timeOf, uidOf } from './fields.ts';
import type { MailPart, MailRecord } from './mail-record.ts';

const MAX_PARTS = 1000;

/** Where an answer was asked for, for what its records leave out. */
export interface AskedFor {
  folder?: string | undefined;
  threadId?: string | undefined;
}

/**
 * Reads the messages of a `thread/get` answer. A conversation may span folders, each message names its own.
 *
 * @returns undefined where the answer has no list of messages
 */
export function* readMetadata(answer: Tree | undefined, asked: AskedFor): SlicedWork<MailRecord[] | undefined> {
  const list = fieldOf(answer, 'messageMetadataList');
  if (!Array.isArray(list)) return undefined;
  const records: MailRecord[] = [];
  for (const entry of list) {
    // A single message may be to hundreds of people.
    yield;
    const record = readOne(entry, asked);
    if (record !== undefined) records.push(record);
  }
  return records;
}

function readOne(entry: Tree, asked: AskedFor): MailRecord | undefined {
  const named = parseGuid(textOf(entry, 'guid'));
  const uid = uidOf(entry, 'uid') ?? named?.uid;
  const folder = parseFolder(fieldOf(entry, 'folder')) ?? named?.folder ?? asked.folder;
  if (uid === undefined || folder === undefined) return undefined;
  const uidValidity = textOf(entry, 'uidValidity');
  const threadId = textOf(entry, 'threadId') ?? asked.threadId;
  const messageId = parseMessageId(fieldOf(entry, 'messageId'));
  const subject = textOf(entry, 'subject');
  const sentAt = timeOf(entry, 'date');
  return {
    folder,
    uid,
    hasHeaders: false,
    parts: listOf(entry, 'parts')
      .slice(0, MAX_PARTS)
      .map(readPart)
      .filter((part) => part !== undefined),
    ...readPeople(entry),
    ...(uidValidity === undefined || uidValidity.length > 40 ? {} : { uidValidity }),
    ...(threadId === undefined ? {} : { threadId }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(subject === undefined ? {} : { subject }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}

/** Sender and recipients, as messages and their metadata both name them. */
export function readPeople(entry: Tree): Pick<MailRecord, 'from' | 'to' | 'cc' | 'bcc' | 'isWhole'> {
  const lists = {
    from: peopleOf(entry, 'from'),
    to: peopleOf(entry, 'to'),
    cc: peopleOf(entry, 'cc'),
    bcc: peopleOf(entry, 'bcc'),
  };
  const { from, to, cc, bcc } = lists;
  const [sender] = from?.people ?? [];
  return {
    isWhole: Object.values(lists).every((list) => list === undefined || list.isWhole),
    ...(sender === undefined ? {} : { from: sender }),
    ...(to === undefined ? {} : { to: to.people }),
    ...(cc === undefined ? {} : { cc: cc.people }),
    ...(bcc === undefined ? {} : { bcc: bcc.people }),
  };
}

function readPart(entry: Tree): MailPart | undefined {
  const partId = textOf(entry, 'partId');
  if (partId === undefined || partId.length > 100) return undefined;
  const size = sizeOf(entry, 'size');
  const fileName = textOf(entry, 'fileName') ?? textOf(entry, 'name');
  const disposition = textOf(entry, 'disposition')?.toLowerCase();
  return {
    partId,
    contentType: (textOf(entry, 'contentType') ?? '').toLowerCase(),
    isAttachment: fieldOf(entry, 'isAttach') === true || fieldOf(entry, 'attach') === true,
    ...(disposition === undefined ? {} : { disposition }),
    ...(size === undefined ? {} : { size }),
    ...(fileName === undefined ? {} : { fileName }),
  };
}
