const FIRST_MS = 5_000;
const LAST_MS = 10 * 60_000;

/** No server is believed that wants to be left alone for longer. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60_000;

/**
 * After an unanswered create the look-up must not overtake it: a request on its way may still be carried out by the
 * server. Full jitter alone could come too early.
 */
export const SETTLE_MS = 5_000;

export interface BackoffInput {
  /** Failures so far, this one included; from 1. */
  attempts: number;
  /** What the server asked for. */
  retryAfterMs?: number | undefined;
  /** Whether something may still be on its way. */
  unanswered?: boolean;
}

/**
 * How long to wait before the next try: 5 s doubling to 10 min, each with full jitter, so that many browsers do not come
 * back at the same moment; never sooner than the server asked for.
 *
 * @param random `Math.random`: 0 inclusive to 1 exclusive.
 */
export function backoffMs({ attempts, retryAfterMs, unanswered = false }: BackoffInput, random: () => number): number {
  const ceilingMs = Math.min(LAST_MS, FIRST_MS * 2 ** Math.max(0, Math.min(attempts, 30) - 1));
  const jitteredMs = Math.floor(random() * ceilingMs);
  if (retryAfterMs !== undefined && retryAfterMs >= 0) {
    return Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs + Math.floor(random() * FIRST_MS));
  }
  return unanswered ? Math.max(SETTLE_MS, jitteredMs) : jitteredMs;
}

const FIRST_FETCH_MS = 30_000;
const LAST_FETCH_MS = 60 * 60_000;

/** Reads from the webmail that fail this often in a row are given up until the rep asks again: over half a day. */
export const MAX_FETCH_ATTEMPTS = 20;

/** How long a webmail is left alone after a read failed: 30 s doubling to 1 h, the upper half jittered. */
export function fetchBackoffMs(attempts: number, random: () => number): number {
  const ceilingMs = Math.min(LAST_FETCH_MS, FIRST_FETCH_MS * 2 ** Math.max(0, Math.min(attempts, 30) - 1));
  return Math.floor(ceilingMs / 2 + (random() * ceilingMs) / 2);
}
