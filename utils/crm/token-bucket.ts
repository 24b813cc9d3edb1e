import { CrmRateLimitError } from './errors/crm-rate-limit-error.ts';
import { CrmUnavailableError } from './errors/crm-unavailable-error.ts';
import { waitFor } from './wait-for.ts';

/**
 * Tokens come back one window after they were taken, so that no stretch of that length ever sees more requests than
 * allowed. (A bucket that fills steadily lets twice its size through in the first second.)
 */
export interface BucketState {
  /** Requests a second the plan allows. */
  readonly limit: number;
  /** Requests a second in use; lower than `limit` for a while after the server has said that it was too much. */
  readonly rate: number;
  /** Ms since the epoch of the requests that still hold a token, oldest first. */
  readonly taken: readonly number[];
  /** Ms since the epoch; nothing goes out from the one to the other. */
  readonly pausedFrom: number;
  readonly pausedUntil: number;
}

const LOWEST_SHARE = 1 / 8;
/** A pause where the server names none. */
const DEFAULT_PAUSE_MS = 1000;
/** Calm answers after which a halved rate is back in full. */
const ANSWERS_TO_RECOVER = 40;

export function createBucket(limit: number): BucketState {
  return { limit, rate: limit, taken: [], pausedFrom: 0, pausedUntil: 0 };
}

/** A whole number of tokens and the time each is away: 4 a second is 4 for 1 s, 0.5 a second is 1 for 2 s. */
function shapeOf(rate: number): { size: number; windowMs: number } {
  const size = Math.max(1, Math.floor(rate));
  return { size, windowMs: (size / rate) * 1000 };
}

/** How much of the server's pause is left. A clock set back to before it began ends it. */
export function pauseLeftMs(bucket: BucketState, now: number): number {
  return now < bucket.pausedFrom ? 0 : Math.max(0, bucket.pausedUntil - now);
}

/** Takes a token, or says how long to wait for one. A clock set back frees what was taken in its future. */
export function take(bucket: BucketState, now: number): { bucket: BucketState; waitMs: number } {
  const { size, windowMs } = shapeOf(bucket.rate);
  const taken = bucket.taken.filter((at) => at <= now && at > now - windowMs);
  const pauseMs = pauseLeftMs(bucket, now);
  if (pauseMs > 0) return { bucket: { ...bucket, taken }, waitMs: pauseMs };
  const oldest = taken.at(-size);
  if (oldest !== undefined) return { bucket: { ...bucket, taken }, waitMs: oldest + windowMs - now };
  return { bucket: { ...bucket, taken: [...taken, now] }, waitMs: 0 };
}

/** Too many requests: half the rate, and silence for as long as the server asks. */
export function slowDown(bucket: BucketState, now: number, retryAfterMs?: number): BucketState {
  return {
    ...bucket,
    rate: Math.max(bucket.limit * LOWEST_SHARE, bucket.rate / 2),
    pausedFrom: now,
    pausedUntil: now + Math.max(pauseLeftMs(bucket, now), retryAfterMs ?? DEFAULT_PAUSE_MS),
  };
}

/** An answer without complaint: a little faster again, up to the limit. */
export function speedUp(bucket: BucketState): BucketState {
  return { ...bucket, rate: Math.min(bucket.limit, bucket.rate + bucket.limit / 2 / ANSWERS_TO_RECOVER) };
}

/** Shared by everything that calls one tenant. */
export interface Limiter {
  /**
   * Resolves when a request may go out, in the order asked.
   *
   * @throws CrmRateLimitError when the server's pause is longer than it makes sense to wait here
   * @throws CrmUnavailableError when the signal stops it; nothing was sent
   */
  take(signal: AbortSignal): Promise<void>;
  /** Tells what a request met: calm, or too many requests with the pause the server asked for. */
  answered(outcome: 'calm' | { retryAfterMs: number | undefined }): void;
}

interface LimiterOptions {
  /** 4 or 13 by plan, as the vendor documents it; default 4. */
  requestsPerSecond?: number;
  /** Default 30 s: a worker does not outlive much more. */
  longestPauseMs?: number;
  now(): number;
  wait?(ms: number, signal: AbortSignal): Promise<void>;
}

/** A bucket that is waited for. */
export function createLimiter({
  requestsPerSecond = 4,
  longestPauseMs = 30_000,
  now,
  wait = waitFor,
}: LimiterOptions): Limiter {
  let bucket = createBucket(requestsPerSecond);
  let last: Promise<void> = Promise.resolve();

  async function turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted) throw stopped();
      const attempt = take(bucket, now());
      bucket = attempt.bucket;
      if (attempt.waitMs <= 0) return;
      const pauseMs = pauseLeftMs(bucket, now());
      if (pauseMs > longestPauseMs) throw new CrmRateLimitError('The CRM asked for a longer pause', pauseMs);
      await wait(attempt.waitMs, signal);
    }
  }

  return {
    take(signal) {
      const mine = last.then(() => turn(signal));
      last = mine.catch(() => undefined);
      return Promise.race([mine, rejectOn(signal, mine)]);
    },
    answered(outcome) {
      bucket = outcome === 'calm' ? speedUp(bucket) : slowDown(bucket, now(), outcome.retryAfterMs);
    },
  };
}

function stopped(): CrmUnavailableError {
  return new CrmUnavailableError('The request was stopped before it was sent', false);
}

/** Rejects as soon as the signal fires, without waiting for the turn; listens no longer than `work` lasts. */
function rejectOn(signal: AbortSignal, work: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(stopped());
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    const forget = () => signal.removeEventListener('abort', stop);
    work.then(forget, forget);
  });
}
