import type { z } from 'zod';
import { CrmAuthError } from './errors/crm-auth-error.ts';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import { readAtMost } from './read-at-most.ts';
import { type Answer, parseRetryAfter, type Silence, toCrmError } from './to-crm-error.ts';
import type { Limiter } from './token-bucket.ts';
import { waitFor } from './wait-for.ts';

/** A page of 200 companies with long comments is 2 MB; an answer beyond this is no answer. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const ANSWER_TIMEOUT_MS = 30_000;
/** An upload may take this long for each megabyte, on top of the time for an answer. */
const UPLOAD_MS_PER_MB = 20_000;
const READ_RETRIES = 2;
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export interface HttpCall<T> {
  method: 'get' | 'post';
  /** Below `/api/v4`. */
  path: string;
  /** Encoded query string. */
  query?: string;
  headers?: Record<string, string>;
  json?: unknown;
  schema: z.ZodType<T>;
  signal?: AbortSignal;
}

export interface HttpAnswer<T> {
  data: T;
  /** The server's clock, ms since the epoch, where it tells. */
  serverTime: number | undefined;
}

export interface SageHttp {
  call<T>(call: HttpCall<T>): Promise<HttpAnswer<T>>;
  /** Puts raw bytes to an address the CRM gave; no session goes along. Repeating it changes nothing. */
  put(url: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
}

export interface HttpOptions {
  /** Address of the CRM, with or without `/api/v4`. */
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  limiter: Limiter;
  now(): number;
  random(): number;
  /** Default 30 s for the whole answer, the wait for a turn not counted. */
  timeoutMs?: number;
  /** First pause before a read is repeated; doubles. Default 500 ms. */
  readRetryDelayMs?: number;
}

/** How one attempt ended: with an answer of whatever status, or with none that can be used. */
type Outcome = { answer: Answer & { date: string | null } } | { silence: Silence };

interface Rules {
  /** Whether it counts against the tenant's rate. */
  limited: boolean;
  timeoutMs: number;
  signal: AbortSignal;
}

/** `https://host/api/v4`, whether or not the path was typed along. */
export function toApiBase(baseUrl: string): string {
  return `${baseUrl
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/api(\/v4)?$/i, '')}/api/v4`;
}

/** Given with every request. */
const COMMON = {
  // Cookies of a CRM open in another tab must not answer for the keys, nor be set by it.
  credentials: 'omit',
  // A redirect would take `X-Session-Key` along to wherever it points.
  redirect: 'manual',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
} as const satisfies RequestInit;

/**
 * Requests to v4, each in its turn, each with a bounded answer, each failure a `CrmError`. Reads are repeated after
 * network failures, 408, 429 and 5xx; writes are never repeated here.
 */
export function createSageHttp(options: HttpOptions): SageHttp {
  const { fetch, limiter, now, random, timeoutMs = ANSWER_TIMEOUT_MS, readRetryDelayMs = 500 } = options;
  const apiBase = toApiBase(options.baseUrl);

  /** One attempt: waits for its turn, sends, and reads the whole answer within limits. */
  async function attempt(url: string, init: RequestInit, { limited, timeoutMs, signal }: Rules): Promise<Outcome> {
    if (limited) await limiter.take(signal);
    const clock = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(new Request(url, { ...COMMON, ...init, signal: AbortSignal.any([signal, clock]) }));
      const { status, headers } = response;
      if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) return { silence: 'redirect' };
      const body = await readAtMost(response, MAX_ANSWER_BYTES);
      if (body === null) return { silence: 'too-large' };
      const retryAfter = headers.get('retry-after');
      if (limited) {
        limiter.answered(status === 429 ? { retryAfterMs: parseRetryAfter(retryAfter, now()) } : 'calm');
      }
      return { answer: { status, body, retryAfter, date: headers.get('date') } };
    } catch {
      return { silence: signal.aborted ? 'stopped' : clock.aborted ? 'timeout' : 'network' };
    }
  }

  /** The same, and again after failures that pass. For requests that change nothing. */
  async function attemptRead(url: string, init: RequestInit, rules: Rules): Promise<Outcome> {
    for (let retries = 0; ; retries++) {
      const outcome = await attempt(url, init, rules);
      if (retries === READ_RETRIES || !isPassing(outcome)) return outcome;
      await waitFor(readRetryDelayMs * 2 ** retries * (0.5 + random() / 2), rules.signal);
      if (rules.signal.aborted) return { silence: 'stopped' };
    }
  }

  return {
    async call({ method, path, query, headers, json, schema, signal = new AbortController().signal }) {
      const isWrite = method === 'post';
      const url = `${apiBase}/${path}${query ? `?${query}` : ''}`;
      const init: RequestInit = {
        method: method.toUpperCase(),
        headers: {
          accept: 'application/json',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      };
      const send = isWrite ? attempt : attemptRead;
      const outcome = await send(url, init, { limited: true, timeoutMs, signal });
      const judge = { mayHaveHappened: isWrite, now: now() };
      if ('silence' in outcome || !isSuccess(outcome.answer)) throw toCrmError(outcome, judge);
      const data = parseAnswer(outcome.answer.body, schema);
      if (data === null) throw toCrmError({ silence: 'unreadable' }, judge);
      const serverTime = Date.parse(outcome.answer.date ?? '');
      return { data: data.value, serverTime: Number.isNaN(serverTime) ? undefined : serverTime };
    },
    async put(url, bytes, signal) {
      const init = { method: 'PUT', body: bytes, headers: { 'content-type': 'application/octet-stream' } };
      const outcome = await attempt(url, init, {
        limited: new URL(url).origin === new URL(apiBase).origin,
        timeoutMs: timeoutMs + Math.ceil(bytes.byteLength / 1_000_000) * UPLOAD_MS_PER_MB,
        signal,
      });
      if ('answer' in outcome && isSuccess(outcome.answer)) return;
      const error = toCrmError(outcome, { mayHaveHappened: false, now: now() });
      // An upload has no session: 401 is a refusal of the address, not of the keys.
      throw error instanceof CrmAuthError
        ? new CrmRejectedError('The upload was refused (status 401)', 401, '')
        : error;
    },
  };
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Whether the same request may meet something else in a moment. */
function isPassing(outcome: Outcome): boolean {
  if ('answer' in outcome) return PASSING_STATUSES.has(outcome.answer.status);
  return outcome.silence === 'network';
}

/** What the answer holds, or null when it is no JSON or of another shape. */
function parseAnswer<T>(body: string, schema: z.ZodType<T>): { value: T } | null {
  try {
    return { value: schema.parse(JSON.parse(body)) };
  } catch {
    return null;
  }
}
