import type { MailReference } from '../../model/mail-reference.ts';
import type { CapturePage } from '../adapter.ts';
import type { CaptureReport } from '../noticing/capture-report.ts';
import { createTwoWays } from '../noticing/two-ways.ts';
import { outlineOfElement } from '../page/outline-of-element.ts';
import { watchPage } from '../page/watch-page.ts';
import type { SliceRunner } from '../sliced-work.ts';
import { readAccountOnScreen } from './account-on-screen.ts';
import { findMessages } from './dom/find-messages.ts';
import { selectors } from './dom/selectors.ts';
import { parseRoute } from './ids.ts';
import type { MailboxFacts } from './mailbox.ts';
import type { MailReading } from './readers/mail-record.ts';
import { BOOTSTRAP_MARK, readBootstrap } from './readers/read-bootstrap.ts';

/** A recycled element may show another message by these alone. */
const ID_ATTRIBUTES = ['href', 'id', 'title', 'data-test-mid', 'data-test-expanded'];

const CHECK_EVERY_MS = 2500;

/** The page's own data come first; an address on the screen may be anybody's. */
const SCREEN_ADDRESS_AFTER_MS = 3000;

const MAX_STRING_CHARS = 4000;

export interface ScreenDependencies {
  page: CapturePage;
  told: CaptureReport;
  mailbox: MailboxFacts;
  runner: SliceRunner;
  idle(callback: () => void): void;
  takeMail(reading: MailReading, noticedBy: MailReference['noticedBy']): Promise<void>;
  /** Whether the page's data have told of a message. */
  isTold(mid: string): boolean;
  /** A message is open whose people the page does not tell, and traffic is blind. */
  openedUnknown(mid: string): void;
  signal: AbortSignal;
}

/** Watches what the page shows: its first data, rows, opened messages; and which of the two ways of noticing is blind. */
export function watchScreen(dependencies: ScreenDependencies) {
  const { page, told, mailbox, runner, idle, takeMail, isTold, openedUnknown, signal } = dependencies;
  const { window, document } = page;
  const clock = () => window.performance.now();
  const startedAt = clock();
  const ways = createTwoWays(startedAt);
  const readScripts = new WeakSet<Element>();
  let isTrafficSilent = true;
  let isTrafficBlind = false;

  const readInlineData = async () => {
    for (const script of document.querySelectorAll(selectors.inlineScript)) {
      if (readScripts.has(script)) continue;
      const text = script.textContent ?? '';
      // The parser may still be filling it.
      if (document.readyState === 'loading' && script.nextSibling === null) continue;
      readScripts.add(script);
      if (!text.includes(BOOTSTRAP_MARK)) continue;
      const reading = await runner.run(readBootstrap(text, MAX_STRING_CHARS), signal);
      await takeMail(reading, 'embedded');
    }
  };

  const look = async () => {
    if (signal.aborted) return;
    await readInlineData().catch(() => undefined);
    if (mailbox.email === undefined && clock() - startedAt > SCREEN_ADDRESS_AFTER_MS) {
      const shown = readAccountOnScreen(document);
      if (shown !== undefined) mailbox.learnShown(shown);
    }
    if (mailbox.email !== undefined) told.setAccount(mailbox.email, mailbox.aliases());
    const { account } = told;
    if (account === undefined) return;
    const route = parseRoute(window.location.pathname);
    const seen = await runner
      .run(findMessages(document, { account, mailbox, route, isTrafficSilent, isTold }), signal)
      .catch(() => undefined);
    if (seen === undefined) return;
    if (seen.isUnderstood) {
      ways.saw('dom', clock());
      told.sees('dom');
    }
    if (seen.references.length > 0) told.notice(seen.references.map((reference) => () => reference));
    if (isTrafficBlind) for (const mid of seen.unknown) openedUnknown(mid);
  };
  watchPage({ window, idle, look, signal, attributes: ID_ATTRIBUTES });

  const check = () => {
    // Settings and compose show no mail although there is some.
    if (parseRoute(window.location.pathname).kind === 'other') return;
    const blind = ways.blind(clock());
    isTrafficBlind = blind === 'traffic';
    if (blind === 'traffic') told.trouble({ source: 'traffic', missing: 'no-answer-in-traffic', outline: '' });
    if (blind === 'dom' && !isTrafficSilent) {
      const element = document.querySelector(selectors.client) ?? document.body;
      told.trouble({ source: 'dom', missing: 'no-known-anchor', outline: outlineOfElement(element) });
    }
    if (mailbox.email === undefined || isTrafficBlind) void look();
  };
  const timer = window.setInterval(check, CHECK_EVERY_MS);
  signal.addEventListener('abort', () => window.clearInterval(timer));

  return {
    /** An answer to the page was understood. */
    sawTraffic({ hasMail }: { hasMail: boolean }): void {
      if (hasMail) isTrafficSilent = false;
      ways.saw('traffic', clock());
      // An answer without mail says nothing of whether mail would have been understood.
      if (hasMail || isTrafficBlind) told.sees('traffic');
      isTrafficBlind = false;
    },
  };
}
