import { MAX_SOURCE_BYTES } from '../../limits.ts';
import type { PageRead } from '../../session/page-read.ts';
import type { SessionAnswer } from '../../session/session-answer.ts';
import type { SessionFetch } from '../../session/session-fetch.ts';
import { type Question, toPath } from '../questions.ts';

export interface MailSessionDependencies {
  /** Of the page: Firefox does not resolve relative addresses in content scripts. */
  location: Pick<Location, 'origin' | 'hostname'>;
  request: SessionFetch;
  ask: PageRead;
  mailboxId(): string | undefined;
}

/** Reading in the signed-in session. */
export interface MailSession {
  /** Ways to the source of a message, best first; each is to be tried only where those before gave nothing. */
  sources(mid: string): ((signal: AbortSignal) => Promise<SessionAnswer>)[];
  /** Reads JSON, or the bytes of a part. */
  read(question: Exclude<Question, { what: 'raw' }>, maxBytes: number, signal: AbortSignal): Promise<SessionAnswer>;
}

/**
 * A source is had with the cookies of the session alone, from the page's own host, with `@` for "my mailbox". Everything else
 * may want the `wssid`, which only the page's world has, so it is asked there first; `apis.mail.yahoo.com` is another origin,
 * and only the page's world may hope to be allowed there.
 */
export function createMailSession({ location, request, ask, mailboxId }: MailSessionDependencies): MailSession {
  const get = (question: Question, mailbox: string | undefined, maxBytes: number, signal: AbortSignal) =>
    request(`${location.origin}${toPath(question, mailbox)}`, { maxBytes, signal });

  return {
    sources(mid) {
      const raw: Question = { what: 'raw', mid };
      const maxBytes = MAX_SOURCE_BYTES;
      const mailbox = mailboxId();
      const isYahoo = /\.yahoo\.[a-z.]+$/.test(location.hostname);
      return [
        (signal) => get(raw, undefined, maxBytes, signal),
        ...(mailbox === undefined ? [] : [(signal: AbortSignal) => get(raw, mailbox, maxBytes, signal)]),
        (signal) => ask(raw, { maxBytes, signal }),
        ...(isYahoo ? [(signal: AbortSignal) => ask({ ...raw, at: 'apis' }, { maxBytes, signal })] : []),
      ];
    },
    async read(question, maxBytes, signal) {
      const answer = await ask(question, { maxBytes, signal });
      return answer.kind === 'unreachable' ? get(question, mailboxId(), maxBytes, signal) : answer;
    },
  };
}
