import { defineContentScript } from 'wxt/utils/define-content-script';
import { createOutlookPageFilter } from '../utils/capture/outlook/page/page-filter.ts';
import { installPageTap } from '../utils/capture/page-tap/page-tap.ts';
import { quietly } from '../utils/capture/page-tap/quietly.ts';
import { sites } from '../utils/capture/sites.ts';

/** In Outlook's own world, before its first script: sees what Outlook asks and is answered. */
export default defineContentScript({
  matches: [...sites.outlook.matches],
  world: 'MAIN',
  runAt: 'document_start',
  main() {
    quietly(() => installPageTap(window, createOutlookPageFilter('outlook')));
  },
});
