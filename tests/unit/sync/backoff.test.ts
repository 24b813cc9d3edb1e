import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, fetchBackoffMs, SETTLE_MS } from '../../../utils/sync/backoff.ts';

const almostOne = () => 1 - Number.EPSILON;

describe('backoffMs', () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [3, 20_000],
    [7, 320_000],
    [8, 600_000],
    [1_000, 600_000],
  ])('after %i failures waits up to %i ms', (attempts, ceilingMs) => {
    expect(backoffMs({ attempts }, almostOne)).toBe(ceilingMs - 1);
    expect(backoffMs({ attempts }, () => 0)).toBe(0);
  });

  it('never comes back before the server asked for, and spreads those who were asked', () => {
    expect(backoffMs({ attempts: 1, retryAfterMs: 120_000 }, () => 0)).toBe(120_000);
    expect(backoffMs({ attempts: 1, retryAfterMs: 120_000 }, almostOne)).toBeGreaterThan(120_000);
  });

  it('believes no server that wants to be left alone for a year', () => {
    expect(backoffMs({ attempts: 1, retryAfterMs: 365 * 86_400_000 }, almostOne)).toBe(86_400_000);
  });

  it('gives an unanswered create time to arrive, even when chance says at once', () => {
    expect(backoffMs({ attempts: 1, unanswered: true }, () => 0)).toBe(SETTLE_MS);
  });

  it('is a whole number of milliseconds that is not negative, for whatever it is given', () => {
    const input = fc.record({ attempts: fc.integer(), retryAfterMs: fc.option(fc.integer(), { nil: undefined }) });
    fc.assert(
      fc.property(input, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, chance) => {
        const waitMs = backoffMs(given, () => chance);
        expect(Number.isSafeInteger(waitMs)).toBe(true);
        expect(waitMs).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('fetchBackoffMs', () => {
  it.each([
    [1, 15_000, 30_000],
    [2, 30_000, 60_000],
    [50, 1_800_000, 3_600_000],
  ])('after %i failures leaves the webmail alone for %i to %i ms', (attempts, least, most) => {
    expect(fetchBackoffMs(attempts, () => 0)).toBe(least);
    expect(fetchBackoffMs(attempts, almostOne)).toBeLessThanOrEqual(most);
    expect(fetchBackoffMs(attempts, almostOne)).toBeGreaterThan(least);
  });
});
