import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartOptions } from '../../../scripts/start/options.ts';
import { sites } from '../../../utils/capture/sites.ts';
import { type SiteId, siteIdSchema } from '../../../utils/model/site.ts';
import { adapterPromises, adapterStories } from '../../contract/webmail-adapter.ts';
import { webmails } from '../../webmail/webmails.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const siteIds = Object.keys(sites) as SiteId[];

/** Exchange is the same page as Outlook on the web, on a host of a company's own, and is read by the same adapter. */
const familyOf = (site: SiteId) => (site === 'exchange' ? 'outlook' : site);

const testsIn = (folder: string) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.test.ts'));

describe.each(siteIds)('the webmail %s', (site) => {
  it('has an adapter with unit tests of its own', () => {
    const family = familyOf(site);
    expect(existsSync(join(root, 'utils/capture', family, `${family}-adapter.ts`))).toBe(true);
    expect(testsIn(`tests/unit/capture/${family}`)).not.toEqual([]);
  });

  it('has scripts for both worlds of its page', () => {
    for (const name of [`${site}.content.ts`, `${site}-page.content.ts`])
      expect(existsSync(join(root, 'entrypoints', name)), name).toBe(true);
  });

  it('has a stand-in with tests, whose person can do all its page offers', () => {
    const webmail = webmails[site].createStandIn({ accounts: [{ address: 'rep@example.com', name: 'Robin Reyes' }] });
    expect(webmail.hosts.length).toBeGreaterThan(0);
    expect(webmail.url('rep@example.com')).toMatch(/^https:/);
    webmail.close();
    expect(testsIn(`tests/unit/webmail/${familyOf(site)}`)).not.toEqual([]);
  });

  it('says in its documentation what its adapter relies on', () => {
    const text = readFileSync(join(root, 'docs/webmail', `${familyOf(site)}.md`), 'utf8');
    expect(text).toMatch(/only a live account can prove/i);
    expect(text.toLowerCase()).toContain(site);
  });

  it('has a name for its users and a tour', () => {
    expect(sites[site].label).not.toBe('');
    expect(parseStartOptions(['--tour', '--site', site], true)).toMatchObject({ site, tour: true });
  });

  it('keeps every promise of the contract', () => {
    const asked = adapterStories.filter((story) => story.site === site).map(({ title }) => title);
    const promised = adapterPromises.filter(({ sites: only }) => only === undefined).map(({ title }) => title);
    expect(asked).toEqual(expect.arrayContaining(promised));
  });
});

it('the contract, the table of stand-ins and the names of sites know the same webmails', () => {
  expect(siteIds.toSorted()).toEqual(siteIdSchema.options.toSorted());
  expect(Object.keys(webmails).toSorted()).toEqual(siteIds.toSorted());
  expect([...new Set(adapterStories.map(({ site }) => site))].toSorted()).toEqual(siteIds.toSorted());
});
