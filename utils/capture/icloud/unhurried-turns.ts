import type { PoliteTurns } from '../session/polite-turns.ts';

const AFTER_ANSWER_MS = 500;

/**
 * Turns whose pauses count from the answer. iCloud's services lie on other hosts, so that the browser sends a request of its
 * own before most of ours, and they arrive later than they were made: at the server, two a second are two a second only this way.
 *
 * @param now Milliseconds from a clock that never jumps.
 */
export function createUnhurriedTurns(
  turns: PoliteTurns,
  now: () => number,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): PoliteTurns {
  let nextAt = 0;
  return {
    run: (work) =>
      turns.run(async (turn) => {
        try {
          return await work({
            async beforeRequest(signal) {
              await wait(Math.max(0, nextAt - now()), signal);
              await turn.beforeRequest(signal);
            },
          });
        } finally {
          nextAt = now() + AFTER_ANSWER_MS;
        }
      }),
  };
}
