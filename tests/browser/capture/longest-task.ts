import { pause } from './framed-page.ts';

const ROUNDS = 4;

/** Longest task of the thread while something goes on, ms; 0 where none was long enough to be told. */
async function longestTask(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  const observer = new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  await work();
  await pause(100);
  observer.disconnect();
  return longest;
}

/**
 * Longest task of the best of a few rounds, ms: other processes hold this thread too, and that is not what is measured.
 *
 * @param work told its round, from 1
 */
export async function quietest(work: (round: number) => Promise<void>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) rounds.push(await longestTask(() => work(round)));
  return Math.min(...rounds);
}

/** Longest task while ten thousand elements a second come and go in a page, ms. */
export function longestWhileChanging(document: Document): Promise<number> {
  const place = document.createElement('div');
  document.body.append(place);
  return quietest(async () => {
    for (let burst = 0; burst < 100; burst += 1) {
      for (let n = 0; n < 100; n += 1) place.append(document.createElement('i'));
      place.replaceChildren();
      await pause(5);
    }
  });
}
