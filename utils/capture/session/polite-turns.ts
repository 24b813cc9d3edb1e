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

/** The right to speak to the server; each request waits for its pause, and for the answer to the one before. */
export interface Turn {
  beforeRequest(signal: AbortSignal): Promise<void>;
}

/**
 * Everything a page's capture asks of the webmail's server goes through one of these: one at a time, two a second, idle. Pauses
 * count from the answer: browsers open connections and send preflights before some requests, which then arrive later than they
 * were made, and at the server two a second are two a second only this way.
 */
export function createPoliteTurns({ now, wait, idle }: PoliteTurnsDependencies): PoliteTurns {
  // The page before this one may have asked a moment ago.
  let nextAt = now() + BETWEEN_REQUESTS_MS;
  let queue: Promise<unknown> = Promise.resolve();

  const take = async <T>(work: (turn: Turn) => Promise<T>): Promise<T> => {
    let hasAsked = false;
    const rest = () => {
      if (hasAsked) nextAt = now() + BETWEEN_REQUESTS_MS;
    };
    try {
      return await work({
        async beforeRequest(signal) {
          rest();
          await wait(Math.max(0, nextAt - now()), signal);
          await idle();
          hasAsked = true;
        },
      });
    } finally {
      rest();
    }
  };

  return {
    run(work) {
      const result = queue.then(() => take(work));
      queue = result.catch(() => undefined);
      return result;
    },
  };
}
