import { defineContentScript } from 'wxt/utils/define-content-script';
import { createICloudAdapter } from '../utils/capture/icloud/icloud-adapter.ts';
import { isMailFrame } from '../utils/capture/icloud/mail-frame.ts';
import { sites } from '../utils/capture/sites.ts';
import { runCapture } from './shared/run-capture.ts';

/** Beside the frame of iCloud's mail app, in a world of its own: notices mail, and reads what it is told to. */
export default defineContentScript({
  matches: [...sites.icloud.matches],
  allFrames: true,
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main(ctx) {
    if (isMailFrame(window)) runCapture(createICloudAdapter(), ctx);
  },
});
