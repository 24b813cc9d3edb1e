import { expect, it } from 'vitest';
import { parseSoakOptions } from '../../../scripts/soak/soak-options.ts';

const NEW_SEED = 4711;

it('soaks for ten minutes and 100,000 schedules with a new seed unless told', () => {
  expect(parseSoakOptions([], NEW_SEED)).toEqual({ minutes: 10, schedules: 100_000, seed: NEW_SEED });
});

it.each([
  [['--minutes', '0.5'], { minutes: 0.5 }],
  [['--minutes', '0', '--schedules', '20'], { minutes: 0, schedules: 20 }],
  [['--seed', '12'], { seed: 12 }],
])('takes %j', (args, expected) => {
  expect(parseSoakOptions(args, NEW_SEED)).toMatchObject(expected);
});

it.each([
  [['--minutes', 'long']],
  [['--minutes', '']],
  [['--minutes=-1']],
  [['--schedules', '1.5']],
  [['--seed', 'x']],
  [['--seed', '2147483648']],
  [['100000']],
  [['--hours', '1']],
])('refuses %j', (args) => {
  expect(() => parseSoakOptions(args, NEW_SEED)).toThrow();
});
