import { defineContentScript } from 'wxt/utils/define-content-script';
import { createOutlookAdapter } from '../utils/capture/outlook/outlook-adapter.ts';
import { sites } from '../utils/capture/sites.ts';
import { runCapture } from './shared/run-capture.ts';

/** Beside Outlook's page, in a world of its own: notices mail, and reads what it is told to. */
export default defineContentScript({
  matches: [...sites.outlook.matches],
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main: (ctx) => runCapture(createOutlookAdapter('outlook'), ctx),
});
