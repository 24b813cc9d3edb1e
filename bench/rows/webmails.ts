import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SiteId, siteIdSchema } from '../../utils/model/site.ts';
import { type Figure, limit } from '../figure.ts';
import type { Row, RowContext } from '../row.ts';
import { deliver } from '../support/customer.ts';
import { toOwnTime } from '../support/own-time.ts';
import { recordTrace } from '../support/record-trace.ts';
import { gzipBytes } from '../support/sizes.ts';
import { startMutations } from '../support/start-mutations.ts';
import { openWebmailPage, type WebmailPage } from '../support/webmail-page.ts';

const KB = 1000;
const LOADS = 5;
const SLOW_DOWN = 4;
const SETTLE_MS = 3000;
const ROUNDS = 3;
const ROUND_MS = 6000;
const MUTATIONS_PER_S = 10_000;
const ANSWER_BYTES = 5_000_000;

/** What Tandem costs the page of each webmail, without a peer: none works in all of them. */
export const webmailCosts: Row = {
  name: 'webmails',
  title: `Each webmail: script size, start-up at ${SLOW_DOWN} times slower, longest own task under answers of 5 MB and ${MUTATIONS_PER_S.toLocaleString('en')} changes a second`,
  async measure(context) {
    const figures: Figure[] = [];
    for (const site of siteIdSchema.options) figures.push(...(await measureSite(site, context)));
    return figures;
  },
};

async function measureSite(site: SiteId, { builds, scratchDir, progress }: RowContext): Promise<Figure[]> {
  const bytes = [`${site}.js`, `${site}-page.js`]
    .map((name) => gzipBytes(join(builds.chromium, 'content-scripts', name)))
    .reduce((sum, size) => sum + size, 0);
  const opened = await openWebmailPage(site, builds.chromium, join(scratchDir, site));
  try {
    const loads = await measureLoads(opened, (words) => progress(`${site}: ${words}`));
    const longest = await measureLongest(opened, (words) => progress(`${site}: ${words}`));
    const of = (name: string, unit: Figure['unit'], ours: number[], by: Figure['by'], bound: number): Figure => ({
      name,
      column: site,
      unit,
      ours,
      by,
      against: [limit(bound)],
    });
    return [
      of('content scripts, gzip', 'KB', [bytes / KB], 'median', 60),
      of(
        'compile and first run',
        'ms',
        loads.map(({ evaluateMs }) => evaluateMs),
        'median',
        50,
      ),
      of(
        `all work of the first ${SETTLE_MS / 1000} s, idle time included`,
        'ms',
        loads.map(({ totalMs }) => totalMs),
        'median',
        50,
      ),
      of('longest own stretch in one task', 'ms', longest, 'max', 50),
    ];
  } finally {
    await opened.close();
  }
}

async function measureLoads({ chromium, devtools, scripts, open }: WebmailPage, progress: (words: string) => void) {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  const loads = [];
  for (let round = -1; round < LOADS; round++) {
    progress(`load ${round + 1}`);
    const events = await recordTrace(chromium.devtools, async () => {
      await open();
      await sleep(SETTLE_MS);
    });
    if (round >= 0) loads.push(toOwnTime(events, scripts));
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return loads;
}

async function measureLongest(opened: WebmailPage, progress: (words: string) => void): Promise<number[]> {
  const { chromium, page, scripts, webmail, pad } = opened;
  pad(ANSWER_BYTES);
  for (const frame of page.frames()) await startMutations(frame, MUTATIONS_PER_S / page.frames().length);
  const longest: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    progress(`round ${round + 1}`);
    const events = await recordTrace(chromium.devtools, async () => {
      for (let passedMs = 0; passedMs < ROUND_MS; passedMs += 1000) {
        deliver(webmail);
        await sleep(1000);
      }
    });
    longest.push(toOwnTime(events, scripts).longestTaskMs);
  }
  return longest;
}
