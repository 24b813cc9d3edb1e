import { defineContentScript } from 'wxt/utils/define-content-script';
import { gmailPageFilter } from '../utils/capture/gmail/page-filter.ts';
import { installPageTap } from '../utils/capture/page-tap/page-tap.ts';
import { quietly } from '../utils/capture/page-tap/quietly.ts';
import { sites } from '../utils/capture/sites.ts';

/** In Gmail's own world, before its first script: sees what Gmail asks and is answered. */
export default defineContentScript({
  matches: [...sites.gmail.matches],
  world: 'MAIN',
  runAt: 'document_start',
  main() {
    quietly(() => installPageTap(window, gmailPageFilter));
  },
});
