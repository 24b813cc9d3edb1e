import { defineContentScript } from 'wxt/utils/define-content-script';
import { createGmailAdapter } from '../utils/capture/gmail/gmail-adapter.ts';
import { sites } from '../utils/capture/sites.ts';
import { runCapture } from './shared/run-capture.ts';

/** Beside Gmail's page, in a world of its own: notices mail, and reads what it is told to. */
export default defineContentScript({
  matches: [...sites.gmail.matches],
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main: (ctx) => runCapture(createGmailAdapter(), ctx),
});
