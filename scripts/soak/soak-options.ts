import { parseArgs } from 'node:util';

export interface SoakOptions {
  /** How long the property tests are played; the round under way is played to its end. */
  minutes: number;
  /** How many schedules are played against the queue afterwards. */
  schedules: number;
  /** Seed of the first round and of the schedules. */
  seed: number;
}

export const usage = `Usage: npm run test:soak [-- options]

  --minutes N     time for the property tests, 10 unless told; 0 leaves them out
  --schedules N   schedules played against the queue, 100000 unless told; 0 leaves them out
  --seed N        a new one unless told
`;

/** @throws an `Error` whose message is for the person at the terminal. */
export function parseSoakOptions(args: readonly string[], newSeed: number): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      schedules: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(newSeed) },
    },
  });
  const minutes = Number(values.minutes || Number.NaN);
  if (!Number.isFinite(minutes) || minutes < 0) throw new Error('--minutes must be 0 or more');
  if (!/^\d{1,9}$/.test(values.schedules)) throw new Error('--schedules must be a whole number');
  if (!/^\d{1,10}$/.test(values.seed) || Number(values.seed) >= 2 ** 31) {
    throw new Error('--seed must be a whole number below 2^31');
  }
  return { minutes, schedules: Number(values.schedules), seed: Number(values.seed) };
}
