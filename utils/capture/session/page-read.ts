import type { PageTapChannel } from '../adapter.ts';
import { NO_CREDENTIALS } from '../page-tap/page-reader.ts';
import type { PoliteTurns } from './polite-turns.ts';
import type { SessionAnswer } from './session-answer.ts';

/** Asks the page's own world to read something. */
export type PageRead = (
  question: unknown,
  options: { maxBytes: number; signal: AbortSignal },
) => Promise<SessionAnswer>;

/**
 * Reads by the page's own world, in polite turns.
 *
 * @param isSignedOut which statuses of HTTP say that the session is over, on this webmail
 */
export function createPageRead(
  tap: Pick<PageTapChannel, 'ask'>,
  turns: PoliteTurns,
  isSignedOut: (status: number) => boolean,
): PageRead {
  return (question, { maxBytes, signal }) =>
    turns.run(async (turn) => {
      await turn.beforeRequest(signal);
      const { status, body } = await tap.ask(JSON.stringify(question), signal);
      signal.throwIfAborted();
      if (status === 0 || status === NO_CREDENTIALS) return { kind: 'unreachable' };
      if (isSignedOut(status)) return { kind: 'signed-out' };
      if (status === 413) return { kind: 'too-large' };
      if (status === 404 || status === 410) return { kind: 'gone' };
      if (status === 401 || status === 403) return { kind: 'refused' };
      if (status < 200 || status >= 300 || body === undefined) return { kind: 'failed' };
      if (body.byteLength > maxBytes) return { kind: 'too-large' };
      return { kind: 'bytes', bytes: new Uint8Array(body) };
    });
}
