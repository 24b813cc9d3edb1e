import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JobKind, Jobs } from '../../server/jobs/jobs.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A store of jobs and what works on it. */
export interface JobsPlace {
  /** What a process of its own would have; ended after the test. */
  open(): Jobs;
  /** Why jobs failed for good. */
  reasons(): Promise<string[]>;
}

const greet: JobKind<{ name: string }> = {
  name: 'greet',
  payload: z.object({ name: z.string() }),
  maxAttempts: 3,
  backoff: { firstMs: 1_000, maxMs: 2_000 },
  timeoutMs: 10_000,
};

/** A promise that is resolved from outside. */
function gate() {
  let pass = () => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { passed, pass };
}

/** What every kind of `Jobs` does, in real time. */
export function describeJobs(title: string, createPlace: () => Promise<JobsPlace>): void {
  describe(title, () => {
    it('does each job once, with its payload, whichever process added it', async () => {
      const place = await createPlace();
      const [one, other] = [place.open(), place.open()];
      const done: string[] = [];
      for (const jobs of [one, other]) {
        jobs.handle(greet, async ({ name }, { number, isLast }) => void done.push(`${name} ${number} ${isLast}`));
        await jobs.start();
      }
      const names = Array.from({ length: 10 }, (_, index) => `n${index}`);
      for (const name of names) expect(await one.add(greet, { name })).toBe(true);
      await waitUntil('all jobs', () => done.length >= names.length);
      await Promise.all([one.stop(), other.stop()]);
      expect(done.toSorted()).toEqual(names.map((name) => `${name} 1 false`));
    });

    it('refuses a payload that does not fit', async () => {
      const jobs = (await createPlace()).open();
      jobs.handle(greet, async () => {});
      await jobs.start();
      await expect(jobs.add(greet, { name: 7 } as never)).rejects.toThrow();
    });

    it('keeps a job until its moment has come', async () => {
      const jobs = (await createPlace()).open();
      const begun = Date.now();
      let waited = 0;
      jobs.handle(greet, async () => {
        waited = Date.now() - begun;
      });
      await jobs.start();
      await jobs.add(greet, { name: 'later' }, { runAt: begun + 2_000 });
      await waitUntil('the job', () => waited > 0);
      expect(waited).toBeGreaterThanOrEqual(1_990);
    });

    it('tries again what fails, after ever longer waits, then keeps it with its reason', async () => {
      const place = await createPlace();
      const jobs = place.open();
      const attempts: { number: number; isLast: boolean; at: number }[] = [];
      jobs.handle(greet, async (_, { number, isLast }) => {
        attempts.push({ number, isLast, at: Date.now() });
        throw new Error(`no answer to ${number}`);
      });
      await jobs.start();
      await jobs.add(greet, { name: 'Omar' }, { key: 'omar' });
      await waitUntil('the last attempt', async () => (await place.reasons()).length > 0, 15_000);
      expect(attempts.map(({ number, isLast }) => [number, isLast])).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
      const [first = 0, second = 0, third = 0] = attempts.map(({ at }) => at);
      expect(second - first).toBeGreaterThanOrEqual(490);
      expect(third - second).toBeGreaterThanOrEqual(990);
      expect(await place.reasons()).toEqual(['no answer to 3']);
      expect(await jobs.add(greet, { name: 'Omar' }, { key: 'omar' })).toBe(true);
    });

    it('gives an attempt a limited time, and tells it when that is over', async () => {
      const place = await createPlace();
      const jobs = place.open();
      const hasty = { ...greet, timeoutMs: 100, maxAttempts: 1 };
      let told: AbortSignal | undefined;
      jobs.handle(hasty, async (_, { signal }) => {
        told = signal;
        await new Promise(() => {});
      });
      await jobs.start();
      await jobs.add(hasty, { name: 'Omar' });
      await waitUntil('the end of its time', async () => (await place.reasons()).length > 0);
      expect(told?.aborted).toBe(true);
      expect(await place.reasons()).toEqual(['not done within 100 ms']);
    });

    it('has one unfinished job for each key', async () => {
      const jobs = (await createPlace()).open();
      const [begun, held] = [gate(), gate()];
      let finished = 0;
      jobs.handle(greet, async () => {
        begun.pass();
        await held.passed;
        finished += 1;
      });
      await jobs.start();
      const add = (key: string) => jobs.add(greet, { name: 'Omar' }, { key });
      expect([await add('a'), await add('a'), await add('b')]).toEqual([true, false, true]);
      await begun.passed;
      expect(await add('a')).toBe(false);
      held.pass();
      await waitUntil('both', () => finished === 2);
      await waitUntil('the key to be free', () => add('a'));
    });

    it('lets running jobs finish when it stops, and leaves the others to the next', async () => {
      const place = await createPlace();
      const [jobs, next] = [place.open(), place.open()];
      const [begun, held] = [gate(), gate()];
      const done: string[] = [];
      jobs.handle(greet, async ({ name }) => {
        begun.pass();
        await held.passed;
        done.push(name);
      });
      await jobs.start();
      await jobs.add(greet, { name: 'running' });
      await begun.passed;
      await jobs.add(greet, { name: 'waiting' }, { runAt: Date.now() + 500 });
      const stopped = jobs.stop();
      setTimeout(held.pass, 300);
      await stopped;
      expect(done).toEqual(['running']);

      next.handle(greet, async ({ name }) => void done.push(name));
      await next.start();
      await waitUntil('the other', () => done.length > 1);
      expect(done).toEqual(['running', 'waiting']);
    });

    it('gives back what does not finish when it stops', async () => {
      const place = await createPlace();
      const [jobs, next] = [place.open(), place.open()];
      const begun = gate();
      let told: AbortSignal | undefined;
      jobs.handle(greet, async (_, { signal }) => {
        told = signal;
        begun.pass();
        await new Promise(() => {});
      });
      await jobs.start();
      await jobs.add(greet, { name: 'Omar' });
      await begun.passed;
      await jobs.stop();
      expect(told?.aborted).toBe(true);

      let done = false;
      next.handle(greet, async () => {
        done = true;
      });
      await next.start();
      await waitUntil('the job to be done by the next', () => done);
    });
  });
}
