import type { ImapFlow } from 'imapflow';
import { ImapProblemError } from './mail-server.ts';

/** Tells of new mail in the open folder. */
export interface News {
  /** Forgets what came so far: to be called before it is looked for. */
  clear(): void;
  /**
   * Waits, by IDLE where the server has it, until something came since the last `clear`.
   *
   * @throws when the connection ends or the signal aborts.
   */
  wait(): Promise<void>;
}

/** Between two looks where the server ends an IDLE at once. */
const PAUSE_MS = 2_000;

export function createNews(client: ImapFlow, signal: AbortSignal): News {
  let hasNews = false;
  let wake = () => {};
  const ring = () => {
    hasNews = true;
    wake();
  };
  client.on('exists', ring);
  client.on('close', () => wake());
  signal.addEventListener('abort', () => wake(), { once: true });

  function check(): void {
    signal.throwIfAborted();
    if (!client.usable) throw new ImapProblemError('network', 'The connection was closed.');
  }

  return {
    clear() {
      hasNews = false;
    },
    async wait() {
      check();
      if (!hasNews) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const begun = performance.now();
        await Promise.race([woken, client.idle().catch(() => {})]);
        const isTooSoon = performance.now() - begun < PAUSE_MS;
        // An IDLE that ended by itself may have been refused: the next one is not asked for at once.
        if (!hasNews && isTooSoon && client.usable && !signal.aborted) {
          const timer = setTimeout(() => wake(), PAUSE_MS);
          await woken;
          clearTimeout(timer);
        }
      }
      check();
    },
  };
}
