import { sites } from '../../utils/capture/sites.ts';
import { siteIdSchema } from '../../utils/model/site.ts';
import { adapterPromises } from '../contract/webmail-adapter.ts';
import { test } from '../support/webmail-desk.ts';

// Stories that wait for what takes ten seconds by itself, on a machine that may be busy.
test.describe.configure({ timeout: 120_000 });

for (const site of siteIdSchema.options) {
  test.describe(sites[site].label, () => {
    test.use({ site });
    for (const { title, tell, sites: only = siteIdSchema.options } of adapterPromises) {
      if (!only.includes(site)) continue;
      test(title, async ({ desk }, testInfo) => tell(desk, testInfo));
    }
  });
}
