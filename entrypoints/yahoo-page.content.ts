import { defineContentScript } from 'wxt/utils/define-content-script';
import { installPageTap } from '../utils/capture/page-tap/page-tap.ts';
import { quietly } from '../utils/capture/page-tap/quietly.ts';
import { sites } from '../utils/capture/sites.ts';
import { yahooPageFilter } from '../utils/capture/yahoo/page-world/page-filter.ts';

/** In the own world of Yahoo's or AOL's page, before its first script: sees what the page asks and is answered. */
export default defineContentScript({
  matches: [...sites.yahoo.matches],
  world: 'MAIN',
  runAt: 'document_start',
  main() {
    quietly(() => installPageTap(window, yahooPageFilter));
  },
});
