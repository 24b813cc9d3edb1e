/** Two requests a second, far below what other extensions found webmails to bear. */
const BETWEEN_REQUESTS_MS = 500;

export interface PoliteTurnsDependencies {
  /** Milliseconds from a clock that never jumps. */
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Resolves when the page has nothing better to do. */
  idle(): Promise<void>;
}

export interface PoliteTurns {
  /** Waits for a turn of one's own and everybody before: one conversation with the server after the other. */
  run<T>(work: (turn: Turn) => Promise<T>): Promise<T>;
}

/** The right to speak to the server; every request within it waits for its pause. */
export interface Turn {
  beforeRequest(signal: AbortSignal): Promise<void>;
}

/** Everything a page's capture asks of the webmail's server goes through one of these: one at a time, two a second, idle. */
export function createPoliteTurns({ now, wait, idle }: PoliteTurnsDependencies): PoliteTurns {
  // The page before this one may have asked a moment ago.
  let nextAt = now() + BETWEEN_REQUESTS_MS;
  let queue: Promise<unknown> = Promise.resolve();
  const turn: Turn = {
    async beforeRequest(signal) {
      await wait(Math.max(0, nextAt - now()), signal);
      await idle();
      nextAt = now() + BETWEEN_REQUESTS_MS;
    },
  };
  return {
    run(work) {
      const result = queue.then(() => work(turn));
      queue = result.catch(() => undefined);
      return result;
    },
  };
}
