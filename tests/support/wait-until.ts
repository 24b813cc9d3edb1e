import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;

/**
 * Asks again and again until the answer is true.
 *
 * @param what - ends the sentence "Waited 10 s for …"
 * @throws Error naming what was waited for, with the last error of `check` as its cause
 */
export async function waitUntil(
  what: string,
  check: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      if (await check()) return;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(PAUSE_MS);
  } while (performance.now() < deadline);
  throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`, { cause });
}
