import { describe, expect, it } from 'vitest';
import { type Figure, limit } from '../../../bench/figure.ts';
import { printTable } from '../../../bench/print-table.ts';

const of = (name: string, column: string, ours: number): Figure => ({
  name,
  column,
  unit: 'ms',
  ours: [ours],
  by: 'max',
  against: [limit(50)],
});

describe('figures of several things side by side', () => {
  it('stand in a column each, with the bound at the end and misses marked', () => {
    const table = printTable([of('longest', 'one', 12), of('longest', 'two', 51), of('start', 'two', 3)]);
    expect(table.split('\n')).toEqual([
      'what              one          two  against',
      'longest, ms max  12.0  51.0 MISSED  limit <= 50.0',
      'start, ms max                 3.00  limit <= 50.0',
    ]);
  });
});
