import type { SiteId } from '../../utils/model/site.ts';
import { webmails } from '../webmail/webmails.ts';
import { type Desk, useDesk } from './desk.ts';
import { test as base } from './house-test.ts';

/** Playwright's test at a desk of the webmail named by `test.use({ site })`. */
export const test = base.extend<{ site: SiteId; desk: Desk }>({
  site: ['gmail', { option: true }],
  desk: async ({ house, site }, use, testInfo) => {
    await useDesk(house, site, webmails[site], testInfo, use);
  },
});
