import type { SeenCall } from './page-filter.ts';

/**
 * Reads mail in the page's own world, where the webmail asks for credentials that its scripts hold and that must never
 * leave them: a bearer token, a canary, cookies of another host. It learns them from the page's own requests.
 *
 * The isolated side says what it wants in words of the site (`{"mime": "<id>"}`), never an address or a header: whatever
 * is asked, a reader only makes requests that read, and changes nothing in the mailbox.
 */
export interface PageReader {
  /**
   * Told of every watched request once it has ended.
   *
   * @param status of HTTP, 0 where there was no answer
   */
  learn(call: SeenCall, status: number): void;
  /** Capture was switched off: what was learnt is forgotten. */
  forget(): void;
  /** Never rejects, but for its signal. */
  read(question: string, signal: AbortSignal): Promise<PageReply>;
}

/** What a read brought. */
export interface PageReply {
  /** Of HTTP; 0 where there was no answer, {@link NO_CREDENTIALS} where the page has not shown how to ask yet. */
  status: number;
  /** Of answers with a body worth reading. */
  body?: ArrayBuffer;
}

/** The page has made no request yet from which to learn how to ask; one will come. */
export const NO_CREDENTIALS = -1;

/** Larger answers are cut off and told as 413. */
export const MAX_REPLY_BYTES = 96 * 1024 * 1024;

/** @param fetch the browser's own, not watched by anybody */
export type CreatePageReader = (tools: { window: Window; fetch: typeof fetch; now(): number }) => PageReader;

/** What crosses the port for a read: question, change of mind, reply. */
export interface Question {
  ask: number;
  question: string;
}
export interface Cancellation {
  cancel: number;
}
export interface Reply extends PageReply {
  reply: number;
}

/** Longest question, in characters. */
const MAX_QUESTION_CHARS = 20_000;

/** From the isolated side, but over a port a hostile page might hold. */
export function parseQuestion(data: unknown): Question | Cancellation | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { ask, question, cancel } = data as Record<string, unknown>;
  if (isCount(cancel)) return { cancel };
  if (!isCount(ask) || typeof question !== 'string' || question.length > MAX_QUESTION_CHARS) return undefined;
  return { ask, question };
}

/** From the page's world: anything may be in it. */
export function parseReply(data: unknown): Reply | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { reply, status, body } = data as Record<string, unknown>;
  if (!isCount(reply) || typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  if (body === undefined) return { reply, status };
  const bytes = toOwnBuffer(body);
  return bytes === undefined || bytes.byteLength > MAX_REPLY_BYTES ? undefined : { reply, status, body: bytes };
}

/** In Firefox what a port brings belongs to the page's world, where `instanceof` does not know it. */
function toOwnBuffer(body: unknown): ArrayBuffer | undefined {
  if (body instanceof ArrayBuffer) return body;
  if (Object.prototype.toString.call(body) !== '[object ArrayBuffer]') return undefined;
  const copy: unknown = structuredClone(body);
  return copy instanceof ArrayBuffer ? copy : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
