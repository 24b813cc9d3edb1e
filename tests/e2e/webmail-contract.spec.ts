import { sites } from '../../utils/capture/sites.ts';
import { adapterStories } from '../contract/webmail-adapter.ts';
import { test } from '../support/webmail-desk.ts';

// Stories that wait for what takes ten seconds by itself, on a machine that may be busy.
test.describe.configure({ timeout: 150_000 });

for (const { site, title, tell, sitesInFirefox = [site] } of adapterStories) {
  test.describe(sites[site].label, () => {
    test.use({ site });
    const where = sitesInFirefox.includes(site) ? {} : { tag: '@chromium' };
    test(title, where, async ({ desk }, testInfo) => tell(desk, testInfo));
  });
}
