import { defineContentScript } from 'wxt/utils/define-content-script';
import { createOutlookAdapter } from '../utils/capture/outlook/outlook-adapter.ts';
import { runCapture } from './shared/run-capture.ts';

/**
 * Beside the page of a company's own Exchange. Its host is known only to the rep or the administrator, so the script is
 * registered at run time, for the hosts they name.
 */
export default defineContentScript({
  registration: 'runtime',
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main: (ctx) => runCapture(createOutlookAdapter('exchange'), ctx),
});
