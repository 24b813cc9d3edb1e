import { describe, expect, it } from 'vitest';
import { type Figure, judge, limit } from '../../../bench/figure.ts';
import { printTable, toNumber } from '../../../bench/print-table.ts';

const figure = (overrides: Partial<Figure> = {}): Figure => ({
  name: 'a thing',
  unit: 'ms',
  ours: [10, 20, 30],
  by: 'median',
  against: [limit(40)],
  ...overrides,
});

describe('a figure', () => {
  it.each([
    { what: 'below its limit', against: limit(40), ratio: 0.5, holds: true },
    { what: 'at its limit', against: limit(20), ratio: 1, holds: true },
    { what: 'over its limit', against: limit(10), ratio: 2, holds: false },
    { what: 'as fast as asked for', against: { with: 'peer', value: [25], atLeast: 0.8 }, ratio: 0.8, holds: true },
    { what: 'slower than asked for', against: { with: 'peer', value: [40], atLeast: 0.8 }, ratio: 0.5, holds: false },
    {
      what: 'small enough beside a peer',
      against: { with: 'peer', value: [100], atMost: 0.2 },
      ratio: 0.2,
      holds: true,
    },
    { what: 'for information', against: { with: 'peer', value: [10] }, ratio: 2, holds: null },
  ])('is judged: $what', ({ against, ratio, holds }) => {
    expect(judge(figure({ against: [against] })).verdicts).toMatchObject([{ ratio, holds }]);
  });

  it('is compared by the same number of both series', () => {
    const [verdict] = judge(figure({ by: 'max', against: [{ with: 'peer', value: [1, 60] }] })).verdicts;
    expect(verdict).toMatchObject({ value: 60, ratio: 0.5 });
  });
});

describe('the table', () => {
  it('gives each comparison a line and says which budget was missed', () => {
    const lines = printTable([figure({ against: [limit(40), { with: 'peer', value: [10], atMost: 1 }] })]).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^a thing +3 +10\.0 +20\.0 +29\.0 +ms +limit +40\.0 ms med +0\.50 +<= 1 +ok$/);
    expect(lines[2]).toMatch(/^ +peer +10\.0 ms med +2\.00 +<= 1 +MISSED$/);
  });

  it.each([
    [0, '0'],
    [0.01234, '0.0123'],
    [12.345, '12.3'],
    [12_345.6, '12346'],
  ])('writes %d as %s', (value, text) => {
    expect(toNumber(value)).toBe(text);
  });
});
