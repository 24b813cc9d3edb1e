import { defineContentScript } from 'wxt/utils/define-content-script';
import { createOutlookPageFilter } from '../utils/capture/outlook/page/page-filter.ts';
import { installPageTap } from '../utils/capture/page-tap/page-tap.ts';
import { quietly } from '../utils/capture/page-tap/quietly.ts';

/** In the own world of a page of a company's own Exchange; registered at run time, for the hosts the rep or the administrator names. */
export default defineContentScript({
  registration: 'runtime',
  world: 'MAIN',
  runAt: 'document_start',
  main() {
    quietly(() => installPageTap(window, createOutlookPageFilter('exchange')));
  },
});
