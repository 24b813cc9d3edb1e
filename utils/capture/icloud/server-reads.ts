import { parseLiteral, type Tree } from '../literals/parse-literal.ts';
import type { PageRead } from '../session/page-read.ts';
import type { SliceRunner } from '../sliced-work.ts';
import { decodeText } from './decode-text.ts';
import type { Failed } from './fetch/fetch-ladder.ts';
import { parseAccountAddresses } from './mailbox.ts';
import type { AccountAddresses } from './page/account-addresses.ts';
import type { AccountSource, Place } from './page/question.ts';
import { isRefusal } from './readers/fields.ts';
import type { MailRecord, ThreadDigest } from './readers/mail-record.ts';
import { type LoadedMessage, readMessage } from './readers/read-message.ts';
import { readMetadata } from './readers/read-metadata.ts';
import { readThreads } from './readers/read-threads.ts';

/** Lists and conversations without texts are smaller. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;
const MAX_STRING_CHARS = 4000;

/** What is asked of the server besides the messages that were ordered. None of it brings content to be kept. */
export interface ServerReads {
  thread(threadId: string, folder: string, signal: AbortSignal): Promise<MailRecord[] | Failed>;
  threads(folder: string, max: number, signal: AbortSignal): Promise<ThreadDigest[] | Failed>;
  headers(place: Place, signal: AbortSignal): Promise<LoadedMessage | Failed>;
  account(source: AccountSource, signal: AbortSignal): Promise<AccountAddresses | 'refused' | undefined>;
  toMessage(bytes: Uint8Array, place: Place, signal: AbortSignal): Promise<LoadedMessage | undefined>;
}

export interface ServerReadsDependencies {
  read: PageRead;
  /** The same for calls the page makes as well. */
  readList: PageRead;
  runner: SliceRunner;
}

export function createServerReads({ read, readList, runner }: ServerReadsDependencies): ServerReads {
  const toTree = async (bytes: Uint8Array, signal: AbortSignal, maxStringChars = Number.POSITIVE_INFINITY) => {
    const text = await runner.run(decodeText(bytes), signal);
    const tree = await runner.run(parseLiteral(text, { maxStringChars }), signal);
    return isRefusal(tree) ? undefined : tree;
  };

  const list = async (question: unknown, signal: AbortSignal): Promise<{ tree: Tree | undefined } | Failed> => {
    const answer = await readList(question, { maxBytes: MAX_LIST_BYTES, signal });
    return answer.kind === 'bytes' ? { tree: await toTree(answer.bytes, signal, MAX_STRING_CHARS) } : answer.kind;
  };

  const toMessage: ServerReads['toMessage'] = async (bytes, place, signal) =>
    readMessage(await toTree(bytes, signal), { folder: place.folder, uid: place.uid });

  return {
    async thread(threadId, folder, signal) {
      const answer = await list({ thread: threadId, folder }, signal);
      if (typeof answer === 'string') return answer;
      return (await runner.run(readMetadata(answer.tree, { folder, threadId }), signal)) ?? 'failed';
    },
    async threads(folder, max, signal) {
      const answer = await list({ threads: { folder, max } }, signal);
      if (typeof answer === 'string') return answer;
      return (await runner.run(readThreads(answer.tree), signal)) ?? 'failed';
    },
    async headers(place, signal) {
      const { folder, uid } = place;
      const answer = await readList({ message: { folder, uid, parts: [] } }, { maxBytes: MAX_LIST_BYTES, signal });
      return answer.kind === 'bytes' ? ((await toMessage(answer.bytes, place, signal)) ?? 'failed') : answer.kind;
    },
    async account(source, signal) {
      const answer = await read({ account: source }, { maxBytes: MAX_LIST_BYTES, signal });
      if (answer.kind === 'unreachable') return undefined;
      if (answer.kind !== 'bytes') return 'refused';
      return parseAccountAddresses(new TextDecoder().decode(answer.bytes)) ?? 'refused';
    },
    toMessage,
  };
}
