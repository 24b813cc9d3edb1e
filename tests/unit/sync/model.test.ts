import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { playSchedule, schedule } from './support/model-schedule.ts';

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

test('the model notices a product that does not look before it creates', async () => {
  const blind = fc.asyncProperty(schedule, async (plan) => {
    const wrong = await playSchedule(plan, (crm) => ({ ...crm, findEmails: async () => [] }));
    return wrong.length === 0;
  });
  const result = await fc.check(blind, { numRuns: 1_000, seed: 1, endOnFailure: true });
  expect(result.failed).toBe(true);
});

test('the model notices an upload that never arrives', async () => {
  const deaf = fc.asyncProperty(schedule, async (plan) => {
    const wrong = await playSchedule(plan, (crm) => ({ ...crm, upload: async () => {} }));
    return wrong.length === 0;
  });
  const result = await fc.check(deaf, { numRuns: 1_000, seed: 1, endOnFailure: true });
  expect(result.failed).toBe(true);
});
