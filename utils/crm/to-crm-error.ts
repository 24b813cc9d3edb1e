import { CrmAuthError } from './errors/crm-auth-error.ts';
import type { CrmError } from './errors/crm-error.ts';
import { CrmRateLimitError } from './errors/crm-rate-limit-error.ts';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import { CrmUnavailableError } from './errors/crm-unavailable-error.ts';
import { parseErrorBody } from './wire/error-body.ts';

/** Why a request has no answer that can be used. */
export type Silence =
  /** The connection failed, before or after the request arrived. */
  | 'network'
  | 'timeout'
  /** The caller's signal. */
  | 'stopped'
  /** The answer is longer than any honest one. */
  | 'too-large'
  /** Sent elsewhere: a wrong address or a network that asks for a sign-in. Not followed, since the session would go along. */
  | 'redirect'
  /** A success whose body is not what it should be: cut off, another page, another shape. */
  | 'unreadable';

export interface Answer {
  status: number;
  body: string;
  retryAfter: string | null;
}

/** Statuses that say "not now" rather than "not this": time-out, too early, and every fault of the server. */
function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status >= 500;
}

/** v4's own numbers: the tenant's database cannot be reached; the query or value is wrong; no such resource. */
const CONNECTION_ERROR = 900;
const REFUSALS: readonly (number | undefined)[] = [901, 910];

/**
 * Every way a request can fail, turned into what to do about it.
 *
 * - 401: sign in (403 is a refusal of this one thing, as nothing is documented for it)
 * - 429: wait
 * - 408, 425, 5xx, 400 with number 900, no answer, an unreadable one: later, and look first if it was a write
 * - any other status, and any with number 901 or 910: refused for good
 *
 * @param options `mayHaveHappened`: the request was a write and it left this machine
 */
export function toCrmError(
  outcome: { silence: Silence } | { answer: Answer },
  options: { mayHaveHappened: boolean; now: number },
): CrmError {
  const { mayHaveHappened, now } = options;
  if ('silence' in outcome) {
    return new CrmUnavailableError(`No usable answer from the CRM (${outcome.silence})`, mayHaveHappened);
  }
  const { status, body, retryAfter } = outcome.answer;
  const { code, detail } = parseErrorBody(body);
  const facts = `status ${status}${code === undefined ? '' : `, code ${code}`}`;
  if (status === 401) return new CrmAuthError(`The CRM refused the session (${facts})`);
  const retryAfterMs = parseRetryAfter(retryAfter, now);
  if (status === 429) return new CrmRateLimitError(`Too many requests for the CRM (${facts})`, retryAfterMs);
  if (!REFUSALS.includes(code) && (isPassing(status) || code === CONNECTION_ERROR)) {
    return new CrmUnavailableError(`The CRM cannot answer now (${facts})`, mayHaveHappened, retryAfterMs);
  }
  return new CrmRejectedError(`The CRM refused the request (${facts})`, status, detail, code);
}

const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** `Retry-After` in seconds or as an HTTP date; undefined where it says nothing. Never more than a day. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS) : undefined;
}
