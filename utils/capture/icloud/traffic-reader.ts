import type { MailReference } from '../../model/mail-reference.ts';
import { parseLiteral, type Tree } from '../literals/parse-literal.ts';
import type { CaptureReport } from '../noticing/capture-report.ts';
import type { TapFrame } from '../page-tap/tap-frame.ts';
import type { SliceRunner } from '../sliced-work.ts';
import { isLeftOut } from './folders.ts';
import { keepNewest } from './keep-newest.ts';
import type { LoadedMessages } from './loaded-messages.ts';
import { type Mailbox, parseAccountAddresses } from './mailbox.ts';
import type { MessagePlaces } from './message-places.ts';
import type { Outgoing, PendingSend } from './outgoing.ts';
import { outlineOfAnswer } from './outline-of-answer.ts';
import { fieldOf, isRefusal } from './readers/fields.ts';
import type { MailRecord, ThreadDigest } from './readers/mail-record.ts';
import { readMessage } from './readers/read-message.ts';
import { readMetadata } from './readers/read-metadata.ts';
import {
  type RequestFacts,
  readDraft,
  readDraftUid,
  readMove,
  readRequestFacts,
  readSentUid,
} from './readers/read-request.ts';
import { countThreads, readThreads } from './readers/read-threads.ts';

export interface TrafficReaderDependencies {
  runner: SliceRunner;
  places: MessagePlaces;
  outgoing: Outgoing;
  mailbox: Mailbox;
  loaded: LoadedMessages;
  mayRead(): boolean;
  now(): number;
  /** Messages somebody has named in full. */
  take(records: MailRecord[], noticedBy: MailReference['noticedBy']): void;
  /** Conversations that are told by their senders only. */
  list(digests: ThreadDigest[], folder: string | undefined): void;
  /** The page was given messages in a form that is not read. */
  changed(): void;
  /** The page has opened this conversation itself. */
  covered(threadId: string): void;
  sent(send: PendingSend): void;
  told: Pick<CaptureReport, 'trouble' | 'sees'>;
}

/** Ids, addresses and subjects are shorter; a longer text is somebody's words and is not looked at. */
const MAX_STRING_CHARS = 4000;

/** Header blocks are longer. */
const MAX_HEADER_CHARS = 200_000;

/** A longer one holds pictures, and would hold the thread as well. */
const MAX_BODY_CHARS = 2_000_000;

const MAX_EXCHANGES = 300;

/** Told together; more would hold the thread for whoever listens. */
const RECORDS_AT_ONCE = 20;

/** Reads what the page-tap sends, text by text and in slices, and tells what it means. */
export function createTrafficReader(dependencies: TrafficReaderDependencies) {
  const { runner, places, outgoing, mailbox, loaded, mayRead, now, take, told } = dependencies;
  const facts = new Map<number, RequestFacts>();
  const moves = new Map<number, Tree | undefined>();

  const parse = (text: string, maxStringChars: number, signal: AbortSignal) =>
    runner.run(parseLiteral(text, { maxStringChars }), signal);

  const readRequest = async ({ tag, exchange, text }: TapFrame, signal: AbortSignal) => {
    const described = await parse(text, MAX_STRING_CHARS, signal);
    const body = fieldOf(described, 'body');
    if (tag === 'older') told.trouble({ source: 'traffic', missing: 'older-client', outline: '' });
    else if (tag === 'message/savedraft') outgoing.saving(exchange, readDraft(body));
    else if (tag === 'draft/send') outgoing.sending(exchange, readSentUid(body), now());
    else if (tag === 'thread/move') keepNewest(moves, exchange, body, MAX_EXCHANGES);
    else keepNewest(facts, exchange, readRequestFacts(body), MAX_EXCHANGES);
  };

  const misread = new Set<string>();
  const misunderstood = ({ kind, tag }: TapFrame, answer: Tree | undefined) => {
    misread.add(tag);
    told.trouble({
      source: 'traffic',
      missing: `no-mail-in-${kind}-${tag.replace('/', '-')}`,
      outline: outlineOfAnswer(answer),
    });
  };
  const understood = (tag: string) => {
    if (misread.delete(tag) && misread.size === 0) told.sees('traffic');
  };

  const takeAll = async (records: MailRecord[], signal: AbortSignal) => {
    await runner.run(
      (function* () {
        for (let start = 0; start < records.length; start += RECORDS_AT_ONCE) {
          take(records.slice(start, start + RECORDS_AT_ONCE), 'traffic');
          yield;
        }
      })(),
      signal,
    );
  };

  const readAnswer = async (frame: TapFrame, signal: AbortSignal) => {
    const { tag, exchange, text } = frame;
    if (tag === 'validate' || tag === 'preferences') {
      const addresses = parseAccountAddresses(text);
      if (addresses !== undefined) mailbox.found(addresses);
      return;
    }
    if (tag === 'geqs/query') {
      dependencies.changed();
      return;
    }
    if (tag === 'older') return;
    const isBody = tag === 'message/get';
    const longest = isBody && !mayRead() ? MAX_BODY_CHARS : isBody ? MAX_HEADER_CHARS : MAX_STRING_CHARS;
    const answer = await parse(text, longest, signal);
    const asked = facts.get(exchange) ?? { folder: undefined, threadId: undefined, uid: undefined };
    facts.delete(exchange);
    const move = moves.get(exchange);
    moves.delete(exchange);
    if (isRefusal(answer)) {
      outgoing.failed(exchange);
      return;
    }
    if (tag === 'thread/search') {
      const digests = await runner.run(readThreads(answer), signal);
      if (digests === undefined || (digests.length === 0 && countThreads(answer) > 0 && !isBareList(answer)))
        misunderstood(frame, answer);
      else understood(tag);
      if (digests !== undefined) dependencies.list(digests, asked.folder);
    } else if (tag === 'thread/get') {
      const records = await runner.run(readMetadata(answer, asked), signal);
      if (records === undefined) {
        misunderstood(frame, answer);
        return;
      }
      understood(tag);
      loaded.describe(records);
      await takeAll(records, signal);
      if (asked.threadId !== undefined) dependencies.covered(asked.threadId);
    } else if (tag === 'message/get') {
      const message = readMessage(answer, asked);
      if (message === undefined) misunderstood(frame, answer);
      else {
        understood(tag);
        loaded.put(message);
        take([message.record], 'traffic');
      }
    } else if (tag === 'message/savedraft') {
      const uid = readDraftUid(answer);
      if (uid === undefined) misunderstood(frame, answer);
      else outgoing.saved(exchange, uid);
    } else if (tag === 'draft/send') {
      const send = outgoing.confirmed(exchange);
      if (send !== undefined) dependencies.sent(send);
    } else if (tag === 'thread/move') {
      const { from, threadIds } = readMove(move);
      if (from !== undefined && !isLeftOut(from)) places.moved(threadIds, from);
    }
  };

  return async (frame: TapFrame, signal: AbortSignal): Promise<void> => {
    if (frame.kind === 'failed') outgoing.failed(frame.exchange);
    else if (frame.kind === 'request') await readRequest(frame, signal);
    else if (frame.kind === 'answer') await readAnswer(frame, signal);
  };
}

/** A full sync lists ids and dates, and nobody's name. */
function isBareList(answer: Tree | undefined): boolean {
  const [first] = (fieldOf(answer, 'threadList') as Tree[] | undefined) ?? [];
  return fieldOf(first, 'threadId') !== undefined;
}
