import type { CaptureReport } from '../noticing/capture-report.ts';
import { createTwoWays } from '../noticing/two-ways.ts';
import { outlineOfElement } from '../page/outline-of-element.ts';
import { watchPage } from '../page/watch-page.ts';
import { isUnknownMailApp } from './mail-frame.ts';
import { SHOWN_MESSAGE, watchMailCalls } from './page-signs.ts';

export interface BothWaysDependencies {
  window: Window;
  idle(callback: () => void): void;
  /** Milliseconds from a clock that never jumps. */
  clock(): number;
  told: Pick<CaptureReport, 'trouble' | 'sees'>;
  /** Asks the server for the newest mail, now that the page has changed and nobody saw why. */
  newest(): void;
  signal: AbortSignal;
}

export interface BothWays {
  /** A call of the page was seen by the page-tap. */
  sawCall(tag: string): void;
  /** We ask the server for lists or headers ourselves; the browser notes that down as well. */
  asking(): void;
}

/** A frame is put into the page before its message is loaded. */
const LOOK_AGAIN_EVERY_MS = 5000;

/**
 * iCloud's page shows no addresses, so mail is noticed by traffic. The second way is what the browser notes down of requests,
 * together with the page opening messages: they say that there was traffic nobody saw, and are then the sign to ask the
 * server for what is new.
 */
export function watchBothWays(dependencies: BothWaysDependencies): BothWays {
  const { window, idle, clock, told, newest, signal } = dependencies;
  const { document } = window;
  const started = clock();
  /** Whether calls are seen, by what the browser notes. */
  const calls = createTwoWays(started);
  /** Whether opened messages are seen, by the calls that load them. */
  const shown = createTwoWays(started);
  const isUnknown = isUnknownMailApp(window.location);
  let ownCalls = 0;
  let notedCalls = 0;
  let isBlind = false;
  let wasShowing: boolean | undefined;

  const look = async () => {
    if (signal.aborted) return;
    const isShowing = document.querySelector(SHOWN_MESSAGE) !== null;
    if (isShowing) {
      shown.saw('dom', clock());
      if (!isUnknown) told.sees('dom');
    }
    // What was shown before anybody looked has been loaded before anybody listened.
    if (isShowing && wasShowing === false) calls.saw('dom', clock());
    wasShowing = isShowing;
    if (shown.blind(clock()) === 'dom') {
      told.trouble({ source: 'dom', missing: 'frame-of-opened-message', outline: outlineOfElement(document.body) });
    }
    if (calls.blind(clock()) !== 'traffic') return;
    isBlind = true;
    told.trouble({ source: 'traffic', missing: 'calls-of-the-page', outline: '' });
    newest();
  };

  watchPage({ window, idle, look, signal, attributes: ['src', 'data-testid', 'aria-selected'] });
  watchMailCalls((count) => {
    notedCalls += count;
    if (notedCalls > ownCalls) calls.saw('dom', clock());
  }, signal);
  // Pages at rest change nothing that could be looked at.
  const timer = window.setInterval(() => idle(() => void look()), LOOK_AGAIN_EVERY_MS);
  signal.addEventListener('abort', () => window.clearInterval(timer));

  return {
    sawCall(tag) {
      calls.saw('traffic', clock());
      if (isUnknown) told.trouble({ source: 'dom', missing: 'known-mail-app', outline: '' });
      if (isBlind) told.sees('traffic');
      isBlind = false;
      if (tag === 'message/get') shown.saw('traffic', clock());
    },
    asking() {
      ownCalls += 1;
    },
  };
}
