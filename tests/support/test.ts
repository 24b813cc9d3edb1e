import { test as base } from 'playwright/test';
import type { BrowserKind } from './browser-kind.ts';
import type { Driver, OpenOptions } from './driver.ts';
import { keepEvidence } from './keep-evidence.ts';
import { createNetwork, type Network } from './network.ts';
import { openDriver } from './open-driver.ts';
import { reportSteps } from './report-steps.ts';
import type { FetchHandler } from './tls-server.ts';

export { expect } from 'playwright/test';

interface WorkerFixtures {
  /** Which browser this project drives. */
  kind: BrowserKind;
}

interface Fixtures {
  /** Stands in for hosts until the test ends; every other host is refused. */
  standIn: (handlers: ReadonlyMap<string, FetchHandler>) => Promise<Network>;
  /** Opens a browser on a fresh profile; it is closed, and its profile removed, when the test ends. */
  openBrowser: (options: Omit<OpenOptions, 'kind'>) => Promise<Driver>;
}

/** Playwright's test, with the browser of the project behind the driver both kinds share. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  kind: ['chromium', { option: true, scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures one needs from this pattern.
  standIn: async ({}, use) => {
    const networks: Network[] = [];
    await use(async (handlers) => {
      const network = await createNetwork(handlers);
      networks.push(network);
      return network;
    });
    for (const network of networks) await network.close();
  },

  openBrowser: async ({ kind }, use, testInfo) => {
    /** Newest first: a browser that was opened again must be closed before the killed one removes their profile. */
    const opened: Driver[] = [];
    const track = (driver: Driver): Driver => {
      opened.unshift(driver);
      return { ...driver, reopen: async () => track(await driver.reopen()) };
    };
    await use(async (options) => reportSteps(track(await openDriver({ ...options, kind }))));
    if (testInfo.status !== testInfo.expectedStatus) {
      for (const driver of opened) await keepEvidence(driver, testInfo);
    }
    for (const driver of opened) await driver.close();
  },
});
