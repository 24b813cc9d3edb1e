import { describe, expect, it } from 'vitest';
import { summarize } from '../../../bench/statistics.ts';

describe('a summary', () => {
  it('takes the middle of an odd series and the mean of the two in the middle of an even one', () => {
    expect(summarize([9, 1, 5]).median).toBe(5);
    expect(summarize([4, 1, 3, 2]).median).toBe(2.5);
  });

  it('leaves 5 of 100 beyond the p95', () => {
    const { min, max, p95, count } = summarize(Array.from({ length: 101 }, (_, n) => 100 - n));
    expect({ min, max, p95, count }).toEqual({ min: 0, max: 100, p95: 95, count: 101 });
  });

  it('is that number when there is only one', () => {
    expect(summarize([7])).toEqual({ count: 1, min: 7, median: 7, p95: 7, max: 7 });
  });

  it('is refused of nothing', () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});
