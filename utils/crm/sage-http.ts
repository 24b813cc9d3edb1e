import ky, { HTTPError, SchemaValidationError } from 'ky';
import type { z } from 'zod';
import { CrmAuthError } from './errors/crm-auth-error.ts';
import { CrmError } from './errors/crm-error.ts';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import { readAtMost } from './read-at-most.ts';
import { type Answer, parseRetryAfter, type Silence, toCrmError } from './to-crm-error.ts';
import type { Limiter } from './token-bucket.ts';

/** A page of 200 companies with long comments is 2 MB; an answer beyond this is no answer. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const ANSWER_TIMEOUT_MS = 30_000;
/** An upload may take this long for each megabyte, on top of the time for an answer. */
const UPLOAD_MS_PER_MB = 20_000;
const READ_RETRIES = 2;

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

/** What is known of a request while it is under way. */
interface Trace {
  sent: boolean;
  silence?: Silence;
  answer?: Answer & { date: string | null };
}

/** `https://host/api/v4`, whether or not the path was typed along. */
export function toApiBase(baseUrl: string): string {
  return `${baseUrl
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/api(\/v4)?$/i, '')}/api/v4`;
}

/**
 * Requests to v4, each in its turn, each with a bounded answer, each failure a `CrmError`. ky repeats reads after
 * network failures, 408, 429 and 5xx; writes are never repeated here.
 */
export function createSageHttp(options: HttpOptions): SageHttp {
  const { fetch, limiter, now, random, timeoutMs = ANSWER_TIMEOUT_MS, readRetryDelayMs = 500 } = options;
  const apiBase = toApiBase(options.baseUrl);
  const client = ky.create({
    // Cookies of a CRM open in another tab must not answer for the keys, nor be set by it.
    credentials: 'omit',
    // A redirect would take `X-Session-Key` along to wherever it points.
    redirect: 'manual',
    cache: 'no-store',
    timeout: false,
    retry: {
      limit: READ_RETRIES,
      methods: ['get'],
      statusCodes: [408, 429, 500, 502, 503, 504],
      // The limiter keeps `Retry-After`, for everybody.
      afterStatusCodes: [],
      delay: (attempt) => readRetryDelayMs * 2 ** (attempt - 1),
      jitter: (delayMs) => delayMs * (0.5 + random() / 2),
    },
  });

  /** One attempt: waits for its turn, sends, reads the whole answer within limits and notes in `trace` what happened. */
  async function attempt(
    input: Request,
    init: RequestInit | undefined,
    trace: Trace,
    rules: { limited: boolean; timeoutMs: number },
  ): Promise<Response> {
    delete trace.silence;
    delete trace.answer;
    if (rules.limited) await limiter.take(input.signal);
    const clock = AbortSignal.timeout(rules.timeoutMs);
    try {
      trace.sent = true;
      const response = await fetch(input, {
        ...init,
        // Any init given with a Request sets its referrer policy back, so it is named here.
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any([input.signal, clock]),
      });
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
        trace.silence = 'redirect';
        throw new Error('redirected');
      }
      const body = await readAtMost(response, MAX_ANSWER_BYTES);
      if (body === null) {
        trace.silence = 'too-large';
        throw new Error('answer too large');
      }
      const { status, headers } = response;
      trace.answer = { status, body, retryAfter: headers.get('retry-after'), date: headers.get('date') };
      if (rules.limited) {
        const calm = status !== 429;
        limiter.answered(calm ? 'calm' : { retryAfterMs: parseRetryAfter(trace.answer.retryAfter, now()) });
      }
      return new Response(status === 204 || status === 205 ? null : body, { status, headers });
    } catch (error) {
      trace.silence ??= input.signal.aborted ? 'stopped' : clock.aborted ? 'timeout' : 'network';
      throw error;
    }
  }

  /** The error to throw for what `trace` noted; the caught value itself when it is a fault of ours. */
  function explain(caught: unknown, trace: Trace, writes: boolean, signal: AbortSignal | undefined): unknown {
    if (caught instanceof CrmError) return caught;
    const judge = { mayHaveHappened: writes && trace.sent, now: now() };
    if (signal?.aborted) return toCrmError({ silence: 'stopped' }, judge);
    if (trace.silence !== undefined) return toCrmError({ silence: trace.silence }, judge);
    if (trace.answer === undefined) return caught;
    if (caught instanceof HTTPError) return toCrmError({ answer: trace.answer }, judge);
    // A schema may throw a TypeError of its own where a value is stranger than any it was made for.
    const misread =
      caught instanceof SyntaxError || caught instanceof SchemaValidationError || caught instanceof TypeError;
    return misread ? toCrmError({ silence: 'unreadable' }, judge) : caught;
  }

  return {
    async call({ method, path, query, headers, json, schema, signal }) {
      const trace: Trace = { sent: false };
      const pending = client(`${apiBase}/${path}${query ? `?${query}` : ''}`, {
        method,
        ...(headers ? { headers } : {}),
        ...(json === undefined ? {} : { json }),
        ...(signal ? { signal } : {}),
        fetch: (input, init) => attempt(input as Request, init, trace, { limited: true, timeoutMs }),
      });
      try {
        const data = await pending.json(schema);
        const serverTime = Date.parse(trace.answer?.date ?? '');
        return { data, serverTime: Number.isNaN(serverTime) ? undefined : serverTime };
      } catch (caught) {
        throw explain(caught, trace, method === 'post', signal);
      }
    },
    async put(url, bytes, signal) {
      const trace: Trace = { sent: false };
      const rules = {
        limited: new URL(url).origin === new URL(apiBase).origin,
        timeoutMs: timeoutMs + Math.ceil(bytes.byteLength / 1_000_000) * UPLOAD_MS_PER_MB,
      };
      try {
        await client.put(url, {
          body: bytes,
          headers: { 'content-type': 'application/octet-stream' },
          signal,
          fetch: (input, init) => attempt(input as Request, init, trace, rules),
        });
      } catch (caught) {
        const error = explain(caught, trace, false, signal);
        // An upload has no session: 401 is a refusal of the address, not of the keys.
        throw error instanceof CrmAuthError
          ? new CrmRejectedError('The upload was refused (status 401)', 401, '')
          : error;
      }
    },
  };
}
