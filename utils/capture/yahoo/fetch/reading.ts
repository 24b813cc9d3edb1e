import type { CapturePage } from '../../adapter.ts';
import { parseLiteral } from '../../literals/parse-literal.ts';
import { createPageRead } from '../../session/page-read.ts';
import { createPoliteTurns } from '../../session/polite-turns.ts';
import { createSessionFetch } from '../../session/session-fetch.ts';
import { idleTimeOf, type SliceRunner } from '../../sliced-work.ts';
import { waitFor } from '../../wait-for.ts';
import type { MailReading } from '../readers/mail-record.ts';
import { readMail } from '../readers/read-mail.ts';
import { createMailSession, type MailSession } from './mail-session.ts';

/** Where a session that is over is sent, and where consent is asked for. */
const SIGN_IN_HOST = /^(?:login|consent|guce|api\.login)\.(?:yahoo|aol)\.[a-z.]+$/;

export interface Reading {
  session: MailSession;
  readAnswer(bytes: Uint8Array, mid: string | undefined, signal: AbortSignal): Promise<MailReading>;
}

/** Joins what reading in this page needs: one queue of polite turns for both worlds. */
export function createReading(page: CapturePage, runner: SliceRunner, mailboxId: () => string | undefined): Reading {
  const { window } = page;
  const idle = idleTimeOf(window);
  const turns = createPoliteTurns({
    now: () => window.performance.now(),
    wait: (ms, signal) => waitFor(window, ms, signal),
    idle: () => new Promise((resolve) => idle(resolve)),
  });
  const isSignedOut = (status: number) => status === 401;
  return {
    session: createMailSession({
      location: window.location,
      request: createSessionFetch({
        fetch: page.fetch,
        turns,
        isSignInPage: ({ hostname }) => SIGN_IN_HOST.test(hostname),
        isSignedOut,
        redirectsToSignIn: true,
      }),
      ask: createPageRead(page.tap, turns, isSignedOut),
      mailboxId,
    }),
    async readAnswer(bytes, mid, signal) {
      const tree = await runner.run(parseLiteral(new TextDecoder().decode(bytes)), signal);
      return runner.run(readMail(tree, mid), signal);
    },
  };
}
