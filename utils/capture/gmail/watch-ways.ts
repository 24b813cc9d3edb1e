import type { CaptureReport } from '../noticing/capture-report.ts';
import { createTwoWays } from '../noticing/two-ways.ts';
import { outlineOfElement } from '../page/outline-of-element.ts';

const CHECK_EVERY_MS = 2500;

/** Where rows or messages are surely on the screen when there is mail; settings and contacts show none. */
const SHOWS_MAIL = /^(?:$|#(?:$|inbox|sent|all|imp|label|category)\b)/;

export interface Ways {
  /** An answer of the sync layer to the page was seen. */
  sawAnswer(): void;
  /** Traffic or first data have told of mail. */
  sawMail(): void;
  /** The screen shows rows or messages in places we know. */
  sawScreen(): void;
}

/** Says of traffic and of the screen when the one works and the other has had no sign, and when it sees again. */
export function watchWays(window: Window, told: Pick<CaptureReport, 'trouble' | 'sees'>, signal: AbortSignal): Ways {
  const clock = () => window.performance.now();
  const startedAt = clock();
  /** Any answer proves traffic; an empty mailbox has no more to tell. */
  const answers = createTwoWays(startedAt);
  /** Only mail that was told of must be shown somewhere. */
  const mail = createTwoWays(startedAt);
  const blind = new Set<'traffic' | 'dom'>();

  const sees = (way: 'traffic' | 'dom') => {
    if (blind.delete(way)) told.sees(way);
  };

  const check = () => {
    if (answers.blind(clock()) === 'traffic') {
      blind.add('traffic');
      told.trouble({ source: 'traffic', missing: 'no-answer-in-traffic', outline: '' });
    }
    if (mail.blind(clock()) === 'dom' && SHOWS_MAIL.test(window.location.hash)) {
      blind.add('dom');
      told.trouble({ source: 'dom', missing: 'no-known-anchor', outline: outlineOfElement(window.document.body) });
    }
  };
  const timer = window.setInterval(check, CHECK_EVERY_MS);
  signal.addEventListener('abort', () => window.clearInterval(timer));

  const sawAnswer = () => {
    answers.saw('traffic', clock());
    sees('traffic');
  };
  return {
    sawAnswer,
    sawMail() {
      sawAnswer();
      mail.saw('traffic', clock());
    },
    sawScreen() {
      answers.saw('dom', clock());
      mail.saw('dom', clock());
      sees('dom');
    },
  };
}
