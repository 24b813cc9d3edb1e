import { setTimeout as sleep } from 'node:timers/promises';
import { REP } from '../../tests/support/world.ts';
import { type Figure, limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { type OwnTime, toOwnTime } from '../support/own-time.ts';
import { recordTrace } from '../support/record-trace.ts';
import { openSideBySide } from '../support/side-by-side.ts';

const ROUNDS = 7;
const SLOW_DOWN = 4;

/** By then the page has drawn its list, and both have looked at it. */
const SETTLE_MS = 3000;

/** What starting costs the page: compiling, running, and looking at the first list. */
export const startUp: Row = {
  name: 'start-up',
  title: `Work on the page's thread from load to ${SETTLE_MS / 1000} s after, processor slowed ${SLOW_DOWN} times`,
  async measure({ builds, scratchDir, progress }) {
    const { world, chromium, ours, sdk, page, devtools, close } = await openSideBySide(builds.chromium, scratchDir);
    try {
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
      const samples: Record<'ours' | 'sdk', OwnTime[]> = { ours: [], sdk: [] };
      for (let round = -1; round < ROUNDS; round++) {
        progress(`load ${round + 1}`);
        const events = await recordTrace(chromium.devtools, async () => {
          await page.goto(world.gmail.url(REP.address));
          await page.waitForSelector('html[data-stand-in="ready"]');
          await sleep(SETTLE_MS);
        });
        if (round < 0) continue;
        samples.ours.push(toOwnTime(events, ours));
        samples.sdk.push(toOwnTime(events, sdk));
      }
      const figure = (name: string, key: keyof OwnTime, share?: { atMost: number }): Figure => ({
        name,
        unit: 'ms',
        ours: samples.ours.map((time) => time[key]),
        by: 'median',
        against: [limit(50), { with: '@inboxsdk/core', value: samples.sdk.map((time) => time[key]), ...share }],
      });
      return [
        figure('compile and first run', 'evaluateMs'),
        figure('all work, idle time included', 'totalMs', { atMost: 1 / 5 }),
      ];
    } finally {
      await close();
    }
  },
};
