import { parseLiteral, type Tree } from '../literals/parse-literal.ts';
import type { TapFrame } from '../page-tap/tap-frame.ts';
import type { SliceRunner } from '../sliced-work.ts';
import type { MailboxHint } from './mailboxes.ts';
import { outlineOfJson } from './outline-of-json.ts';
import { type AnswerReading, readAnswer } from './readers/read-answer.ts';
import { type CallHead, parseCallText, type RequestReading, readRequest } from './readers/read-request.ts';
import { at } from './readers/tree.ts';

/** Ids, addresses and headers are shorter; a longer text is somebody's words and is not looked at. */
export const MAX_STRING_CHARS = 4000;
/** A longer text is not kept, where texts are kept at all: taking its escapes apart would hold the page. */
const MAX_BODY_CHARS = 400_000;
/** Requests whose answers are still to come. */
const MAX_OPEN = 300;

/** The two halves of an exchange, as far as they are known. */
export interface SeenRequestHalf {
  head: CallHead;
  reading: RequestReading;
}

export interface TrafficReaderDependencies {
  runner: SliceRunner;
  /** Whether what messages say is to be kept: only where nothing may be asked of the server. */
  keepsBodies(): boolean;
  request(half: SeenRequestHalf, exchange: number): void;
  /** @param half absent where the request was not seen */
  answer(reading: AnswerReading, half: SeenRequestHalf | undefined, exchange: number): Promise<void>;
  failed(exchange: number): void;
  /** Operations of the gateway by name. */
  operations(names: readonly string[]): void;
  /** An answer that should tell of mail, and in which nothing was recognised. */
  notUnderstood(action: string, outline: string): void;
}

/** Actions whose answers always name what they are about. */
const TELLING = new Set(['GetItem', 'GetConversationItems', 'FindItem', 'FindConversation']);
const CHANGING = new Set(['CreateItem', 'UpdateItem']);
const READING = new Set(['GetItem', 'GetConversationItems']);

export const unknownHint: MailboxHint = { mailbox: '', isExplicit: false };

/** Reads what the page-tap sends, text by text and in slices. */
export function createTrafficReader(dependencies: TrafficReaderDependencies) {
  const { runner, keepsBodies } = dependencies;
  const open = new Map<number, SeenRequestHalf>();

  const parse = (text: string, holdsBodies: boolean, signal: AbortSignal): Promise<Tree | undefined> => {
    const maxStringChars = holdsBodies ? MAX_BODY_CHARS : MAX_STRING_CHARS;
    return runner.run(parseLiteral(text, { maxStringChars }), signal);
  };

  const readHalf = async (frame: TapFrame, signal: AbortSignal) => {
    const call = parseCallText(frame.text);
    if (call === undefined) return;
    const { action } = call.head;
    // What the rep writes is kept until it has left, since nobody else may be able to say what it was.
    const root = await parse(call.payload, CHANGING.has(action), signal);
    const half = { head: call.head, reading: readRequest(action, root) };
    open.set(frame.exchange, half);
    const oldest = open.keys().next().value;
    if (open.size > MAX_OPEN && oldest !== undefined) open.delete(oldest);
    dependencies.request(half, frame.exchange);
  };

  const readGateway = (text: string) => {
    const names = /^\{"operations":(\[[^\]]*\])\}$/.exec(text)?.[1] ?? '[]';
    dependencies.operations([...names.matchAll(/"(\w{1,60})"/g)].map(([, name]) => name ?? ''));
  };

  const readWhole = async (frame: TapFrame, signal: AbortSignal) => {
    const half = open.get(frame.exchange);
    open.delete(frame.exchange);
    const action = half?.head.action ?? frame.tag;
    const root = await parse(frame.text, keepsBodies() && READING.has(action), signal);
    const reading = await runner.run(readAnswer(root, half?.reading.mostRecipients), signal);
    const found = reading.results.length + reading.conversations.length + reading.folders.length;
    if (found === 0 && TELLING.has(action) && !isKnownForm(root)) {
      dependencies.notUnderstood(action, outlineOfJson(root));
    }
    await dependencies.answer(reading, half, frame.exchange);
  };

  return async (frame: TapFrame, signal: AbortSignal): Promise<void> => {
    if (frame.tag === 'gateway') {
      if (frame.kind === 'request') readGateway(frame.text);
    } else if (frame.kind === 'request') await readHalf(frame, signal);
    else if (frame.kind === 'answer') await readWhole(frame, signal);
    else if (frame.kind === 'failed') {
      open.delete(frame.exchange);
      dependencies.failed(frame.exchange);
    }
  };
}

/** Whether the places are there where results stand, even if nothing is in them, or word of an error. */
function isKnownForm(root: Tree | undefined): boolean {
  const places = ['ResponseMessages', 'Conversations', 'ResponseCode', 'ErrorCode', 'ExceptionName', 'FaultMessage'];
  return root === undefined || places.some((place) => at(root, 'Body', place) !== undefined);
}
