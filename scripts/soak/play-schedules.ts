import fc from 'fast-check';
import { playSchedule, schedule } from '../../tests/unit/sync/support/model-schedule.ts';

/**
 * Plays schedules against the queue and stops at the first one after which something is lost, logged twice or readable
 * on disk.
 *
 * @returns false when there was one, whose seed and path are then printed
 */
export async function playSchedules(given: { schedules: number; seed: number }): Promise<boolean> {
  // Dexie says so each time a killed life's connection is gone.
  console.warn = () => {};

  const startedAt = performance.now();
  let played = 0;
  console.log(`playing ${given.schedules} schedules, seed ${given.seed}`);
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
    { numRuns: given.schedules, seed: given.seed },
  );
  if (result.failed) console.error(fc.defaultReportMessage(result));
  else console.log(`lost 0, twice 0, readable 0 in ${played} schedules`);
  return !result.failed;
}
