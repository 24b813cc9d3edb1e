import type { Attempt, JobKind } from './jobs.ts';

/** A kind of job with what does it. */
export interface JobHandler {
  kind: JobKind<unknown>;
  run: (payload: unknown, attempt: Attempt) => Promise<void>;
}

/** Rejects when the signal is aborted, so that nobody waits for a handler that pays no heed to it. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * One try at a job, within its time.
 *
 * @param payload As it was stored. What does not fit today may fit the next version of this program, so it is a failure
 *   like any other.
 * @param number Of the attempt, from 1.
 * @param stop Aborted when the server stops.
 * @throws what the handler throws, or why it was cut short.
 */
export async function performAttempt(
  { kind, run }: JobHandler,
  payload: unknown,
  number: number,
  stop: AbortSignal,
): Promise<void> {
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(new Error(`not done within ${kind.timeoutMs} ms`)), kind.timeoutMs);
  const signal = AbortSignal.any([stop, time.signal]);
  try {
    const attempt = { number, isLast: number >= kind.maxAttempts, signal };
    await Promise.race([run(kind.payload.parse(payload), attempt), aborted(signal)]);
  } finally {
    clearTimeout(timer);
  }
}
