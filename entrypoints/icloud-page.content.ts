import { defineContentScript } from 'wxt/utils/define-content-script';
import { isMailFrame } from '../utils/capture/icloud/mail-frame.ts';
import { icloudPageFilter } from '../utils/capture/icloud/page/page-filter.ts';
import { installPageTap } from '../utils/capture/page-tap/page-tap.ts';
import { quietly } from '../utils/capture/page-tap/quietly.ts';
import { sites } from '../utils/capture/sites.ts';

/** In the mail app's own world, before its first script; the shell around it and the frames of other apps are left alone. */
export default defineContentScript({
  matches: [...sites.icloud.matches],
  allFrames: true,
  world: 'MAIN',
  runAt: 'document_start',
  main() {
    quietly(() => {
      if (isMailFrame(window)) installPageTap(window, icloudPageFilter);
    });
  },
});
