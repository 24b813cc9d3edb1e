import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { playSchedule, schedule } from './support/model-schedule.ts';
import type { Broken } from './support/model-world.ts';

const SCHEDULES = 2_000;

// Dexie says so each time a killed life's connection is gone.
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('loses nothing and logs nothing twice, whatever happens in whatever order', async () => {
  let played = 0;
  await fc.assert(
    fc.asyncProperty(schedule, async (plan) => {
      played++;
      expect(await playSchedule(plan)).toEqual([]);
    }),
    { numRuns: SCHEDULES },
  );
  expect(played).toBeGreaterThanOrEqual(SCHEDULES);
}, 600_000);

test.each<[string, Broken]>([
  ['does not look before it creates', { wrapCrm: (crm) => ({ ...crm, findEmails: async () => [] }) }],
  ['has uploads that never arrive', { wrapCrm: (crm) => ({ ...crm, upload: async () => {} }) }],
  ['looks at once for what a dead browser had sent', { orphanGraceMs: 0 }],
])('the model notices a product that %s', async (_name, broken) => {
  const plays = fc.asyncProperty(schedule, async (plan) => (await playSchedule(plan, broken)).length === 0);
  const result = await fc.check(plays, { numRuns: 2_000, seed: 1, endOnFailure: true });
  expect(result.failed).toBe(true);
});
