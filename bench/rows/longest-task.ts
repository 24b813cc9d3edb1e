import { setTimeout as sleep } from 'node:timers/promises';
import { limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { deliver } from '../support/customer.ts';
import { toOwnTime } from '../support/own-time.ts';
import { recordTrace } from '../support/record-trace.ts';
import { openSideBySide } from '../support/side-by-side.ts';
import { startMutations } from '../support/start-mutations.ts';

const ROUNDS = 5;
const ROUND_MS = 6000;
const MUTATIONS_PER_S = 10_000;
const ANSWER_BYTES = 5_000_000;

/** The worst the page is made to wait by us, under a load no mailbox reaches. */
export const longestTask: Row = {
  name: 'longest-task',
  title: `Longest own stretch in one task, ${MUTATIONS_PER_S.toLocaleString('en')} DOM changes and a sync answer of 5 MB a second`,
  async measure({ builds, scratchDir, progress }) {
    const { world, chromium, ours, sdk, page, close } = await openSideBySide(builds.chromium, scratchDir);
    try {
      world.gmail.set({ paddingBytes: ANSWER_BYTES });
      await startMutations(page, MUTATIONS_PER_S);
      const samples: Record<'ours' | 'sdk', number[]> = { ours: [], sdk: [] };
      for (let round = 0; round < ROUNDS; round++) {
        progress(`round ${round + 1}`);
        const events = await recordTrace(chromium.devtools, async () => {
          for (let passedMs = 0; passedMs < ROUND_MS; passedMs += 1000) {
            deliver(world.gmail);
            await sleep(1000);
          }
        });
        samples.ours.push(toOwnTime(events, ours).longestTaskMs);
        samples.sdk.push(toOwnTime(events, sdk).longestTaskMs);
      }
      const done = await page.evaluate(() => Number(document.documentElement.dataset.mutations));
      progress(`${done} changes`);
      return [
        {
          name: 'longest of each round',
          unit: 'ms',
          ours: samples.ours,
          by: 'max',
          against: [limit(50), { with: '@inboxsdk/core', value: samples.sdk }],
        },
      ];
    } finally {
      await close();
    }
  },
};
