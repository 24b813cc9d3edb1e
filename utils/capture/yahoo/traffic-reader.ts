import type { LayoutReport } from '../adapter.ts';
import { parseLiteral, type Tree } from '../literals/parse-literal.ts';
import type { TapFrame } from '../page-tap/tap-frame.ts';
import type { SliceRunner } from '../sliced-work.ts';
import { parseMailPath } from './ids.ts';
import { outlineOfTree } from './layout-outline.ts';
import type { SendSeen } from './outgoing.ts';
import { putBounded } from './put-bounded.ts';
import type { MailReading } from './readers/mail-record.ts';
import {
  answerTo,
  type BatchAnswer,
  type BatchCall,
  type CallAnswer,
  readBatchAnswer,
  readBatchRequest,
  readCall,
  toAnswer,
} from './readers/read-batch.ts';
import type { DraftContent } from './readers/read-draft.ts';
import { readMail } from './readers/read-mail.ts';
import { at, isFields, textAt } from './readers/tree.ts';

export interface TrafficReaderDependencies {
  runner: SliceRunner;
  /** Whether texts of messages are wanted too; else they are dropped unread. */
  keepsBodies(): boolean;
  mail(reading: MailReading): Promise<void>;
  mailbox(id: string): void;
  saved(content: DraftContent, mid: string | undefined): void;
  /** The server has said that it sends, or has not answered. */
  sent(send: SendSeen): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  trouble(report: Omit<LayoutReport, 'site'>): void;
}

/** Ids, addresses and subjects are shorter; a longer text is somebody's words and is not looked at. */
const MAX_STRING_CHARS = 4000;
const MAX_HEAD_CHARS = 5000;
const MAX_EXCHANGES = 200;

/** A send without an answer for so long may have gone out all the same. */
const UNANSWERED_AFTER_MS = 10_000;

/** One request of the page and its answer, whichever is read first. */
interface Exchange {
  calls?: BatchCall[];
  answer?: BatchAnswer;
}

/** Reads what the page-tap sends, text by text and in slices, and tells what it means. */
export function createTrafficReader(dependencies: TrafficReaderDependencies) {
  const { runner, keepsBodies, mail, mailbox, saved, sent, wait, trouble } = dependencies;
  const exchanges = new Map<number, Exchange>();

  const exchangeOf = (id: number): Exchange => {
    const known = exchanges.get(id);
    if (known !== undefined) return known;
    const exchange: Exchange = {};
    putBounded(exchanges, id, exchange, MAX_EXCHANGES);
    return exchange;
  };

  const readRequest = async ({ tag, exchange: id, text }: TapFrame, signal: AbortSignal) => {
    const end = text.indexOf('\n');
    if (end === -1 || end > MAX_HEAD_CHARS) return;
    const head = await runner.run(parseLiteral(text.slice(0, end)), signal);
    const body = await runner.run(parseLiteral(text.slice(end + 1)), signal);
    const path = parseMailPath(textAt(head, 'path') ?? '');
    const found =
      tag === 'batch'
        ? await runner.run(readBatchRequest(body), signal)
        : [await runner.run(readCall(undefined, path ?? { about: 'other' }, body), signal)];
    const calls = found.map((call) => (keepsBodies() ? call : withoutText(call)));
    for (const { path: called, draft } of calls) {
      if (called.mailboxId !== undefined) mailbox(called.mailboxId);
      if (draft !== undefined) saved(draft, called.messageId);
    }
    const exchange = exchangeOf(id);
    exchange.calls = calls;
    conclude(id, exchange);
    if (calls.some(({ path: called }) => called.about === 'send')) {
      const giveUp = () => (exchanges.get(id) === exchange ? unanswered(exchange) : undefined);
      void wait(UNANSWERED_AFTER_MS, signal).then(giveUp, () => undefined);
    }
  };

  const unanswered = ({ calls = [] }: Exchange) => {
    for (const call of calls) {
      if (call.path.about === 'send') sent({ ...toSend(calls, call, []), isConfirmed: false });
    }
  };

  const readAnswer = async ({ tag, exchange: id, text }: TapFrame, signal: AbortSignal) => {
    const options = keepsBodies() ? {} : { maxStringChars: MAX_STRING_CHARS };
    const tree = await runner.run(parseLiteral(text, options), signal);
    const answer = tag === 'batch' ? readBatchAnswer(tree) : answerOfOne(tree);
    if (tree === undefined || (tag === 'batch' && !answer.failed && !hasResponses(tree))) {
      const missing = tree === undefined ? `unreadable-${tag}` : 'no-responses-in-batch';
      trouble({ source: 'traffic', missing, outline: outlineOfTree(tree) });
      return;
    }
    const exchange = exchangeOf(id);
    let strangers = 0;
    let messages = 0;
    for (const each of answer.answers) {
      const call = exchange.calls?.find((one) => one.id === each.id);
      const reading = await runner.run(readMail(each.result, call?.path.messageId), signal);
      strangers += reading.strangers;
      messages += reading.messages.length;
      await mail(reading);
    }
    if (strangers > 0 && messages === 0)
      trouble({ source: 'traffic', missing: 'no-message-in-list', outline: outlineOfTree(tree) });
    // Trees may hold megabytes and are not needed for what is still to be joined.
    exchange.answer = {
      failed: answer.failed,
      answers: answer.answers.map((each) => ({ ...each, result: undefined })),
    };
    conclude(id, exchange);
  };

  const conclude = (id: number, { calls, answer }: Exchange) => {
    if (calls === undefined || answer === undefined) return;
    exchanges.delete(id);
    if (answer.failed) return;
    for (const call of calls) {
      const reply = answerTo(calls, call, answer.answers);
      if (reply?.ok !== true) continue;
      if (call.draft !== undefined) saved(call.draft, reply.mid ?? call.path.messageId);
      if (call.path.about === 'send') sent({ ...toSend(calls, call, answer.answers), isConfirmed: true });
    }
  };

  return async (frame: TapFrame, signal: AbortSignal): Promise<void> => {
    if (frame.kind === 'request') await readRequest(frame, signal);
    else if (frame.kind === 'answer') await readAnswer(frame, signal);
    else if (frame.kind === 'failed') {
      const exchange = exchanges.get(frame.exchange);
      exchanges.delete(frame.exchange);
      if (exchange !== undefined) unanswered(exchange);
    }
  };
}

/** What the rep writes is kept only where nothing else may be had of it. */
function withoutText(call: BatchCall): BatchCall {
  return call.draft === undefined ? call : { ...call, draft: { ...call.draft, html: '' } };
}

/** What a batch sends: the draft its own save has named, or the one its address names. */
function toSend(
  calls: readonly BatchCall[],
  call: BatchCall,
  answers: readonly CallAnswer[],
): Omit<SendSeen, 'isConfirmed'> {
  const before = calls.slice(0, calls.indexOf(call)).reverse();
  const { draftKey } = call;
  const saves = before.filter(({ draft }) => draft !== undefined);
  const save = saves.find(({ draft }) => draftKey === undefined || draft?.key === draftKey) ?? saves[0];
  const named = save === undefined ? undefined : answerTo(calls, save, answers)?.mid;
  const draftId = call.path.messageId ?? named ?? save?.draft?.mid;
  return { draftId, draftKey, content: save?.draft, folderId: call.destinationId };
}

/** The answer to a call made alone is what a batch would hold as its `response`. */
function answerOfOne(tree: Tree | undefined): BatchAnswer {
  const failed = at(tree, 'error') !== undefined;
  return { failed, answers: tree === undefined ? [] : [toAnswer(undefined, true, tree)] };
}

function hasResponses(tree: Tree): boolean {
  return isFields(tree) && (Array.isArray(at(tree, 'result', 'responses')) || Array.isArray(at(tree, 'responses')));
}
