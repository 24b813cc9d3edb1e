import type { Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { peopleOf } from './addresses.ts';
import { fieldOf, listOf, textOf, timeOf } from './fields.ts';
import type { ThreadDigest } from './mail-record.ts';

const PER_STEP = 50;
const MAX_ID = 600;

/**
 * Reads the conversations of a `thread/search` answer. A full sync lists ids and dates alone, thousands of them; those are
 * no rows anybody looks at, and are left.
 *
 * @returns undefined where the answer has no list of conversations
 */
export function* readThreads(answer: Tree | undefined): SlicedWork<ThreadDigest[] | undefined> {
  const list = fieldOf(answer, 'threadList');
  if (!Array.isArray(list)) return undefined;
  const digests: ThreadDigest[] = [];
  for (const [index, entry] of list.entries()) {
    if (index % PER_STEP === PER_STEP - 1) yield;
    const threadId = textOf(entry, 'threadId');
    const senders = peopleOf(entry, 'senders');
    if (threadId === undefined || threadId.length > MAX_ID || senders === undefined) continue;
    const at = timeOf(entry, 'timestamp');
    const subject = textOf(entry, 'subject');
    // Reading and flagging changes `modseq` as well, and those change nothing for us.
    const version = `${textOf(entry, 'count') ?? ''}/${textOf(entry, 'folderMessageCount') ?? ''}/${at ?? ''}`;
    digests.push({
      threadId,
      senders: senders.people,
      version,
      ...(at === undefined ? {} : { at }),
      ...(subject === undefined ? {} : { subject }),
    });
  }
  return digests;
}

/** How many entries an answer lists, told apart from those that could be read. */
export function countThreads(answer: Tree | undefined): number {
  return listOf(answer, 'threadList').length;
}
