import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { deliver } from '../support/customer.ts';
import { toOwnTime } from '../support/own-time.ts';
import { recordTrace } from '../support/record-trace.ts';
import { openSideBySide } from '../support/side-by-side.ts';

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

/** Texts, attributes and nodes change in the page's main part, evenly spread over time. */
function startMutations(page: Page, perSecond: number): Promise<void> {
  return page.evaluate((rate) => {
    const main = document.querySelector('[role="main"]') ?? document.body;
    const box = document.createElement('div');
    box.hidden = true;
    main.append(box);
    const spans = Array.from({ length: 100 }, () => box.appendChild(document.createElement('span')));
    const startedAt = performance.now();
    let made = 0;
    setInterval(() => {
      const due = ((performance.now() - startedAt) / 1000) * rate;
      for (; made < due; made++) {
        const span = spans[made % spans.length];
        if (made % 3 === 0) span?.setAttribute('data-n', String(made));
        else if (made % 3 === 1) span?.replaceChildren(String(made));
        else if (span) box.append(span);
      }
      document.documentElement.dataset.mutations = String(made);
    }, 10);
  }, perSecond);
}
