import { defineContentScript } from 'wxt/utils/define-content-script';
import { sites } from '../utils/capture/sites.ts';
import { createYahooAdapter } from '../utils/capture/yahoo/yahoo-adapter.ts';
import { runCapture } from './shared/run-capture.ts';

/** Beside Yahoo's or AOL's page, in a world of its own: notices mail, and reads what it is told to. */
export default defineContentScript({
  matches: [...sites.yahoo.matches],
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main: (ctx) => runCapture(createYahooAdapter(), ctx),
});
