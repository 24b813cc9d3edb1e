import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBucket, createLimiter, slowDown, speedUp, take } from '../../../utils/crm/token-bucket.ts';
import { live } from './fake-crm.ts';

/** A clock that moves only when somebody waits. */
function createClock(start = 1_000_000) {
  let at = start;
  return {
    now: () => at,
    set: (ms: number) => {
      at = ms;
    },
    wait: async (ms: number) => {
      await Promise.resolve();
      at += ms;
    },
  };
}

describe('the bucket', () => {
  it('gives four at once, then one for each that is a second old', () => {
    let bucket = createBucket(4);
    for (let i = 0; i < 4; i++) {
      const taken = take(bucket, i * 10);
      expect(taken.waitMs).toBe(0);
      bucket = taken.bucket;
    }
    expect(take(bucket, 100).waitMs).toBe(900);
    expect(take(bucket, 1000).waitMs).toBe(0);
  });

  it('gives less than one a second where the plan says so', () => {
    const { bucket } = take(createBucket(0.5), 0);
    expect(take(bucket, 500).waitMs).toBe(1500);
  });

  it('never lets more through in any second than allowed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 13 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 80 }),
        (rate, steps) => {
          let bucket = createBucket(rate);
          let now = 0;
          const sent: number[] = [];
          for (const step of steps) {
            now += step;
            const attempt = take(bucket, now);
            bucket = attempt.bucket;
            if (attempt.waitMs === 0) sent.push(now);
          }
          for (const at of sent)
            expect(sent.filter((other) => other > at - 1000 && other <= at).length).toBeLessThanOrEqual(rate);
        },
      ),
    );
  });

  it('halves its rate when told it was too much, never below an eighth, and comes back', () => {
    let bucket = slowDown(createBucket(8), 0);
    expect(bucket.rate).toBe(4);
    for (let i = 0; i < 10; i++) bucket = slowDown(bucket, 0);
    expect(bucket.rate).toBe(1);
    for (let i = 0; i < 100; i++) bucket = speedUp(bucket);
    expect(bucket.rate).toBe(8);
  });

  it('is silent as long as the server asks, and a second where it does not say', () => {
    expect(take(slowDown(createBucket(4), 0, 7000), 1000).waitMs).toBe(6000);
    expect(take(slowDown(createBucket(4), 0), 400).waitMs).toBe(600);
  });

  it('keeps the longer of two pauses', () => {
    const bucket = slowDown(slowDown(createBucket(4), 0, 9000), 1000, 2000);
    expect(take(bucket, 1000).waitMs).toBe(8000);
  });

  it('does not wait for a clock that was set back', () => {
    const { bucket } = take(slowDown(createBucket(1), 5_000_000, 60_000), 5_100_000);
    expect(take(bucket, 1000).waitMs).toBe(0);
  });
});

describe('the limiter', () => {
  it('lets callers through in the order they came', async () => {
    const clock = createClock();
    const limiter = createLimiter({ requestsPerSecond: 2, ...clock });
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3, 4].map((n) => limiter.take(live()).then(() => order.push(n))));
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(clock.now()).toBe(1_002_000);
  });

  it('lets the others go on when one in the queue is stopped', async () => {
    const clock = createClock();
    const limiter = createLimiter({ requestsPerSecond: 1, ...clock });
    const stop = new AbortController();
    const calls = [limiter.take(live()), limiter.take(stop.signal), limiter.take(live())];
    stop.abort();
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('stops a caller at once, however long its turn is away', async () => {
    const limiter = createLimiter({ requestsPerSecond: 0.1, now: () => 0 });
    await limiter.take(live());
    const stop = new AbortController();
    const waiting = limiter.take(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'CrmUnavailableError', unanswered: false });
  });

  it('refuses at once when the pause is longer than a worker lives, and says how long it is', async () => {
    const limiter = createLimiter({ requestsPerSecond: 4, ...createClock() });
    limiter.answered({ retryAfterMs: 120_000 });
    await expect(limiter.take(live())).rejects.toMatchObject({ name: 'CrmRateLimitError', retryAfterMs: 120_000 });
  });

  it('waits out a short pause', async () => {
    const clock = createClock();
    const limiter = createLimiter({ requestsPerSecond: 4, ...clock });
    limiter.answered({ retryAfterMs: 3000 });
    await limiter.take(live());
    expect(clock.now()).toBe(1_003_000);
  });
});
