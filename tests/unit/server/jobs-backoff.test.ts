import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../server/jobs/backoff.ts';

describe('the wait before the next attempt', () => {
  it('lies between half of the doubled time and the whole of it, never above the limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (firstMs, maxMs, failures, random) => {
          const whole = Math.min(maxMs, firstMs * 2 ** (failures - 1));
          const wait = backoffMs({ firstMs, maxMs }, failures, random);
          expect(wait).toBeLessThanOrEqual(whole);
          expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2));
        },
      ),
    );
  });
});
