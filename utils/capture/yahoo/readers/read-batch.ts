import { parseLiteral, type Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { type MailPath, parseMailPath } from '../ids.ts';
import { type DraftContent, readDraft } from './read-draft.ts';
import { at, type Fields, idAt, isFields, listAt, textAt } from './tree.ts';

/** One of the calls of a batch. */
export interface BatchCall {
  id: string | undefined;
  path: MailPath;
  /** Of a call that saves a draft. */
  draft: DraftContent | undefined;
  /** Client's name of the draft, which a send may give too. */
  draftKey: string | undefined;
  /** The folder a sent message is to be kept in. */
  destinationId: string | undefined;
}

/** Answer to one of the calls of a batch. */
export interface CallAnswer {
  id: string | undefined;
  /** The server did what was asked. */
  ok: boolean;
  /** Of the message it is about, where it says so. */
  mid: string | undefined;
  result: Tree | undefined;
}

export interface BatchAnswer {
  /** All of it failed, such as for a `wssid` that has run out: the page tries again. */
  failed: boolean;
  answers: CallAnswer[];
}

/** A batch inside a batch has not been seen deeper than this. */
const MAX_NESTING = 5;

/** Reads the calls of a batch in the order in which they run, nested ones behind the call that they wait for. */
export function* readBatchRequest(tree: Tree | undefined): SlicedWork<BatchCall[]> {
  const calls: BatchCall[] = [];
  yield* readCalls(listAt(tree, 'requests') ?? [], calls, 0);
  return calls;
}

function* readCalls(requests: readonly Tree[], calls: BatchCall[], depth: number): SlicedWork<void> {
  for (const request of requests) {
    if (!isFields(request)) continue;
    const path = parseMailPath(textAt(request, 'uri') ?? '') ?? { about: 'other' };
    calls.push(yield* readCall(idAt(request, 'id'), path, payloadOf(request)));
    if (depth < MAX_NESTING) yield* readCalls(listAt(request, 'requests') ?? [], calls, depth + 1);
  }
}

/** @param payload of the call, an object or JSON text of one */
export function* readCall(id: string | undefined, path: MailPath, payload: Tree | undefined): SlicedWork<BatchCall> {
  const content = typeof payload === 'string' ? yield* parseLiteral(payload) : payload;
  const draft = path.about === 'save' ? readDraft(content) : undefined;
  const draftKey = textAt(content, 'csid') ?? textAt(content, 'message', 'csid');
  return { id, path, draft, draftKey, destinationId: idAt(content, 'destinationFolder', 'id') };
}

function payloadOf(request: Fields): Tree | undefined {
  const part = listAt(request, 'payloadParts')?.find((each) => textAt(each, 'partName') === 'jsonString');
  return at(part, 'payload') ?? at(request, 'payload');
}

/** Reads what became of the calls of a batch. */
export function readBatchAnswer(tree: Tree | undefined): BatchAnswer {
  const answers: CallAnswer[] = [];
  const failed = at(tree, 'error') !== undefined;
  readAnswers(listAt(tree, 'result', 'responses') ?? listAt(tree, 'responses') ?? [], answers, 0);
  return { failed, answers };
}

function readAnswers(responses: readonly Tree[], answers: CallAnswer[], depth: number): void {
  for (const each of responses) {
    if (!isFields(each)) continue;
    const code = at(each, 'httpCode');
    const response = at(each, 'response');
    const status = typeof code === 'string' ? Number(code) : code;
    const isDone = typeof status === 'number' && status >= 200 && status < 300;
    answers.push(toAnswer(idAt(each, 'id'), isDone, response));
    if (depth < MAX_NESTING) readAnswers(listAt(each, 'responses') ?? [], answers, depth + 1);
  }
}

/** The answer to a call that was made alone. */
export function toAnswer(id: string | undefined, isDone: boolean, response: Tree | undefined): CallAnswer {
  const result = at(response, 'result') ?? response;
  const ok = isDone && at(response, 'error') === undefined;
  return { id, ok, mid: textAt(result, 'message', 'id'), result };
}

/** Joins calls and answers by their ids, and where those do not tell, by their order. */
export function answerTo(calls: readonly BatchCall[], call: BatchCall, answers: readonly CallAnswer[]) {
  const named = answers.filter(({ id }) => id !== undefined && id === call.id);
  if (named.length === 1) return named[0];
  const twins = calls.filter(({ id }) => id === call.id);
  if (named.length > 0) return named[twins.indexOf(call)];
  const inOrder = answers[calls.indexOf(call)];
  return inOrder?.id === undefined ? inOrder : undefined;
}
