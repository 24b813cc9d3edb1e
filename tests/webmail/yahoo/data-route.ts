import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer } from '../gmail/gmail-stand-in.ts';
import { file, plain, redirect } from '../gmail/respond.ts';
import { type Answered, answerJson } from './answered.ts';
import type { Asker } from './askers.ts';
import { opensPage } from './askers.ts';
import { parseBatch, parseBatchText, type ReadBatch, runBatch, sends } from './batch.ts';
import { type ApiAnswer, type ApiCall, type ApiParts, answerCall } from './mail-api.ts';
import type { Mailbox } from './mailbox.ts';
import { decodeUnknown, encodeUnknown } from './page/unknown-form.ts';
import type { Session } from './session.ts';

/** Where the page of another release sends what nobody knows. */
const UNKNOWN_PATH = '/q/7/exchange';
const BATCH_PATH = '/ws/v3/batch';
const CUT_AFTER_MS = 30;
const CONTENT_KINDS = new Set(['raw-source', 'simple-body', 'part']);

export interface DataParts {
  api: ApiParts;
  session: Session;
  apisOrigin: string;
  frontOrigin(): string;
}

/** The mail API of a session: batches, single calls, and the form nobody knows. */
export interface DataRoute {
  answers(url: URL): boolean;
  answer(request: Request, url: URL, box: Mailbox, asker: Asker): Promise<Answered>;
  /** To whoever asks in a session that is over. */
  ended(account: string): Answered;
}

const errorBody = (code: string, message: string, details: Record<string, string> = {}): unknown => ({
  result: null,
  error: { code, message, details },
});
const wholeBody = (answer: ApiAnswer): unknown => ({ result: answer.result ?? null, error: answer.error ?? null });

/** The first half of an answer, after which the connection breaks. */
function cutOff(bytes: Uint8Array, mime: string): Response {
  const half = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(bytes.slice(0, Math.floor(bytes.length / 2)))),
    // Later, so that the first half is on its way before the connection breaks.
    pull: (controller) => pause(CUT_AFTER_MS).then(() => controller.error(new NoAnswer())),
  });
  return new Response(half, { headers: { 'content-type': mime, 'content-length': String(bytes.length) } });
}

export function createDataRoute({ api, session, apisOrigin, frontOrigin }: DataParts): DataRoute {
  const { behaviour } = api;

  const ended = (account: string): Answered => {
    if (behaviour.endedSession === 'unauthorised') {
      return { response: answerJson(errorBody('EC-4001', 'not signed in'), 401), kind: 'to-sign-in' };
    }
    const to = session.signInUrl(account, `${frontOrigin()}/`);
    return { response: redirect(to, { 'access-control-allow-origin': frontOrigin() }), kind: 'to-sign-in' };
  };

  /** What somebody who is not the page gets instead of content; undefined when it gets the content. */
  const instead = (asker: Asker, answers: readonly ApiAnswer[], body: unknown, box: Mailbox): Answered | undefined => {
    const { sources } = behaviour;
    const found = answers.find((one) => CONTENT_KINDS.has(one.kind));
    if (asker.byPage || sources === 'usual' || !found) return undefined;
    if (sources === 'refused')
      return { response: answerJson(errorBody('EC-4000', 'not allowed'), 403), kind: 'refused' };
    if (sources === 'failing') return { response: answerJson(errorBody('EC-5000', 'try later'), 500), kind: 'refused' };
    if (sources === 'signed-out') return ended(box.owner.address);
    const whole = found.file?.bytes ?? new TextEncoder().encode(JSON.stringify(body));
    const response = cutOff(whole, found.file?.mime ?? 'application/json');
    return { response, kind: found.kind, revealed: found.revealed };
  };

  /** Word that the `wssid` is no longer good, and the new one. */
  const expired = (idsOfBatch: readonly string[], asker: Asker): Answered => {
    const body = errorBody('EC-4003', 'wssid expired', { wssid: session.wssid() });
    const { byPage } = asker;
    if (behaviour.wssidError === 'top' || idsOfBatch.length === 0) {
      return { response: answerJson(body, 401), kind: 'expired', byPage };
    }
    const responses = idsOfBatch.map((id) => ({ id, httpCode: 401, headers: [], response: body }));
    const status = { successRequests: [], failedRequests: idsOfBatch };
    return { response: answerJson({ result: { responses, status }, error: null }), kind: 'expired', byPage };
  };

  const perform = async (
    batch: ReadBatch,
    box: Mailbox,
  ): Promise<{ status: number; body: unknown; answers: ApiAnswer[] }> => {
    const isSend = sends(batch);
    if (behaviour.answerDelayMs > 0) await pause(behaviour.answerDelayMs);
    if (isSend && behaviour.sends === 'unanswered') throw new NoAnswer();
    const refused = isSend && behaviour.sends === 'refused';
    const error = { code: 'EC-5000', message: 'try later', details: {} };
    if (refused && !behaviour.refusedAs.startsWith('part')) {
      return { status: behaviour.refusedAs === 'whole' ? 503 : 200, body: { result: null, error }, answers: [] };
    }
    const { body, answers } = await runBatch(batch, async (call) => {
      const isRefused = refused && /\/send$/.test(call.uri);
      return isRefused
        ? { httpCode: behaviour.refusedAs === 'part' ? 503 : 400, error, revealed: [], changes: [], kind: 'refused' }
        : answerCall(api, box, call);
    });
    const padding = behaviour.paddingBytes > 0 ? { padding: 'x'.repeat(behaviour.paddingBytes) } : {};
    return { status: 200, body: { ...body, ...padding }, answers };
  };

  const noted = (name: string, asker: Asker, answers: readonly ApiAnswer[]): Omit<Answered, 'response'> => ({
    kind: answers.some((one) => one.kind === 'send') ? 'batch:send' : `batch:${name}`,
    ...asker,
    revealed: answers.flatMap((one) => one.revealed),
    changes: answers.flatMap((one) => one.changes),
  });

  const batch = async (request: Request, url: URL, box: Mailbox, asker: Asker): Promise<Answered> => {
    const read = await parseBatch(request);
    if (request.method !== 'POST' || !read) {
      return { response: answerJson(errorBody('EC-4000', 'no batch'), 400), kind: 'refused' };
    }
    if (!session.takeWssid(url.searchParams.get('wssid'))) {
      return expired(
        read.requests.map((one) => one.id),
        asker,
      );
    }
    const { status, body, answers } = await perform(read, box);
    const { changes, ...rest } = noted(url.searchParams.get('name') ?? 'unnamed', asker, answers);
    const other = instead(asker, answers, body, box);
    return { ...(other ?? { response: answerJson(body, status), ...rest }), changes: changes ?? [] };
  };

  /** The same batches as another release might send them. */
  const unknown = async (request: Request, box: Mailbox, asker: Asker): Promise<Answered> => {
    const { text, files } = decodeUnknown(await request.text());
    const read = parseBatchText(text, files);
    if (!read) return { response: plain('?', 400), kind: 'refused' };
    const { status, body, answers } = await perform(read, box);
    const headers = { 'content-type': 'application/octet-stream' };
    const response = new Response(encodeUnknown(JSON.stringify(body), []), { status, headers });
    return { response, ...noted('unknown', asker, answers) };
  };

  /** One call of the API by itself. */
  const single = async (request: Request, url: URL, box: Mailbox, given: Asker): Promise<Answered> => {
    const onApis = url.origin === apisOrigin;
    const isWrite = request.method !== 'GET';
    // The person may open the source of a message in a tab of its own.
    const inTab = !isWrite && request.headers.has('sec-fetch-dest') && opensPage(request);
    const asker = { ...given, byPage: given.byPage || inTab };
    if (onApis && !url.searchParams.has('appId') && !url.searchParams.has('appid')) {
      return { response: answerJson(errorBody('EC-4000', 'no appId'), 400), kind: 'refused', ...asker };
    }
    if (isWrite && !session.takeWssid(url.searchParams.get('wssid'))) return expired([], asker);
    const payload: unknown = isWrite ? await request.json().catch(() => undefined) : undefined;
    const call: ApiCall = { method: request.method, uri: url.pathname + url.search, payload, uploads: new Map() };
    const answer = await answerCall(api, box, call);
    const { kind, revealed, changes } = answer;
    const other = instead(asker, [answer], wholeBody(answer), box);
    if (other) return other;
    const response = !answer.file
      ? answerJson(wholeBody(answer), answer.httpCode)
      : answer.file.name === undefined
        ? new Response(new Uint8Array(answer.file.bytes), { headers: { 'content-type': answer.file.mime } })
        : file(answer.file.bytes, answer.file.mime, answer.file.name);
    return { response, kind, ...asker, revealed, changes };
  };

  return {
    answers: (url) => url.pathname.startsWith('/ws/v3/') || url.pathname === UNKNOWN_PATH,
    answer(request, url, box, asker) {
      if (url.pathname === UNKNOWN_PATH) return unknown(request, box, asker);
      return url.pathname === BATCH_PATH ? batch(request, url, box, asker) : single(request, url, box, asker);
    },
    ended,
  };
}
