import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import type { DrivenPage } from '../../tests/support/driver.ts';
import { openDriver } from '../../tests/support/open-driver.ts';
import { createWorld } from '../../tests/support/world.ts';
import { alternate } from '../alternate.ts';
import type { Figure } from '../figure.ts';
import { limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { findBrowserKinds } from '../support/browser-kinds.ts';

const ROUNDS = 15;

/** A page that is nothing but a sentence: what the browser itself takes. */
const ONE_SENTENCE = 'data:text/html,<!doctype html><p>Up to date.</p>';

/** From the opening of the popup's page to the first thing seen in it. */
export const popup: Row = {
  name: 'popup',
  title: 'Popup open to first contentful paint, as a page in a tab',
  async measure({ builds, progress }) {
    const figures: Figure[] = [];
    for (const kind of findBrowserKinds()) {
      progress(kind);
      const { ours, bare } = await measureIn(kind, builds[kind]);
      const against: Figure['against'] = [limit(150), { with: 'a page of one sentence', value: bare }];
      figures.push({ name: `first paint, ${kind}`, unit: 'ms', ours, by: 'p95', against });
    }
    return figures;
  },
};

async function measureIn(kind: BrowserKind, extensionDir: string) {
  const world = await createWorld();
  const browser = await openDriver({
    kind,
    extensionDir,
    proxyPort: world.network.proxyPort,
  });
  try {
    await browser.configure(world.settings);
    return await alternate(ROUNDS, {
      ours: () => measureOne(() => browser.extensionPage('popup.html')),
      bare: () => measureOne(() => browser.page(ONE_SENTENCE)),
    });
  } finally {
    await browser.close();
    await world.close();
  }
}

async function measureOne(open: () => Promise<DrivenPage>): Promise<number> {
  const page = await open();
  const readPaint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
  await page.waitFor('the first paint', readPaint);
  const paintedMs = await page.evaluate(readPaint);
  await page.close();
  return paintedMs;
}
