import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const setUp = async (seed: string) => {
  vi.resetModules();
  vi.stubEnv('TANDEM_SEED', seed);
  await import('../../support/fixed-seed.ts');
};
const played = () => fc.sample(fc.integer(), 20);

describe('property tests', () => {
  let own: ReturnType<typeof fc.readConfigureGlobal>;
  beforeEach(() => {
    own = fc.readConfigureGlobal();
  });
  afterEach(() => {
    fc.configureGlobal(own ?? {});
    vi.unstubAllEnvs();
  });

  it.each(['', '7', '-7'])('play the same values in every run (TANDEM_SEED=%s)', async (seed) => {
    await setUp(seed);
    const first = played();
    expect(played()).toEqual(first);
    await setUp(seed);
    expect(played()).toEqual(first);
  });

  it('play the values of the seed they are given', async () => {
    await setUp('');
    const fixed = played();
    await setUp('7');
    expect(played()).not.toEqual(fixed);
    expect(played()).toEqual(fc.sample(fc.integer(), { seed: 7, numRuns: 20 }));
  });

  it('play new values each time when asked to', async () => {
    await setUp('random');
    expect(played()).not.toEqual(played());
  });

  it.each(['seven', '1.5', '12345678901'])('refuse %j as a seed', async (seed) => {
    await expect(setUp(seed)).rejects.toThrow('TANDEM_SEED');
  });
});
