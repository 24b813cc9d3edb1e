/**
 * Plays many random schedules of captures, kills, faults and clock jumps against the queue, and stops at the first one
 * after which something is lost, logged twice or readable on disk.
 *
 * `npm run test:soak -- [schedules] [seed]`, 100,000 schedules and a new seed unless told. A failure prints the seed
 * and path that play it again.
 */
import fc from 'fast-check';
import { playSchedule, schedule } from '../tests/unit/sync/support/model-schedule.ts';

const total = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
if (!Number.isSafeInteger(total) || total < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run test:soak -- [schedules] [seed]');
  process.exit(2);
}

// Dexie says so each time a killed life's connection is gone.
console.warn = () => {};

const startedAt = performance.now();
let played = 0;
console.log(`playing ${total} schedules, seed ${seed}`);

const result = await fc.check(
  fc.asyncProperty(schedule, async (plan) => {
    const wrong = await playSchedule(plan);
    played++;
    if (played % 1_000 === 0) {
      const seconds = (performance.now() - startedAt) / 1000;
      console.log(`${played} schedules, ${seconds.toFixed(0)} s, ${(played / seconds).toFixed(0)} a second`);
    }
    if (wrong.length > 0) throw new Error(wrong.join('; '));
  }),
  { numRuns: total, seed },
);

if (result.failed) {
  console.error(fc.defaultReportMessage(result));
  process.exitCode = 1;
} else {
  console.log(`lost 0, twice 0, readable 0 in ${played} schedules`);
}
