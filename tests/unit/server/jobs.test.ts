import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobRunner, type JobRunner, type JobRunnerDeps } from '../../../server/jobs/job-runner.ts';
import type { Attempt, JobKind } from '../../../server/jobs/jobs.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { onEnd } from './endings.ts';
import { createTestDatabase } from './test-database.ts';

const START = Date.parse('2026-05-04T08:00:00Z');
const LEASE_MS = 30_000;

const greet: JobKind<{ name: string }> = {
  name: 'greet',
  payload: z.object({ name: z.string() }),
  maxAttempts: 4,
  backoff: { firstMs: 1_000, maxMs: 3_000 },
  timeoutMs: 5_000,
};

/** A table of jobs with a clock that stands until it is moved, and any number of runners over it. */
async function open() {
  const db = await openDatabase(await createTestDatabase(false));
  onEnd('test', () => db.destroy());
  const clock = { now: START };
  const faults: unknown[] = [];
  const createRunner = (more: Partial<JobRunnerDeps> = {}): JobRunner =>
    createJobRunner({
      db,
      now: () => clock.now,
      random: () => 0,
      onFault: (error) => faults.push(error),
      ...more,
    });
  const rows = () => db.selectFrom('jobs').selectAll().orderBy('id').execute();
  return { db, clock, faults, createRunner, rows };
}

/** A promise that is resolved from outside. */
function gate() {
  let pass = () => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { passed, pass };
}

describe('a job', () => {
  it('is done once, with its payload, and then gone', async () => {
    const { createRunner, rows } = await open();
    const runner = createRunner();
    const done: unknown[] = [];
    runner.handle(greet, async (payload, { number, isLast }) => void done.push({ payload, number, isLast }));
    expect(await runner.add(greet, { name: 'Omar' })).toBe(true);
    await runner.runDue();
    await runner.runDue();
    expect(done).toEqual([{ payload: { name: 'Omar' }, number: 1, isLast: false }]);
    expect(await rows()).toEqual([]);
  });

  it('waits for its moment, and the earlier one comes first', async () => {
    const { clock, createRunner } = await open();
    const runner = createRunner({ concurrency: 1 });
    const done: string[] = [];
    runner.handle(greet, async ({ name }) => void done.push(name));
    await runner.add(greet, { name: 'later' }, { runAt: START + 2_000 });
    await runner.add(greet, { name: 'sooner' }, { runAt: START + 1_000 });
    await runner.runDue();
    expect(done).toEqual([]);
    clock.now += 2_000;
    await runner.runDue();
    expect(done).toEqual(['sooner', 'later']);
  });

  it('is refused when its payload does not fit', async () => {
    const { createRunner, rows } = await open();
    await expect(createRunner().add(greet, { name: 7 } as never)).rejects.toThrow();
    expect(await rows()).toEqual([]);
  });

  it('waits for a process that knows its kind', async () => {
    const { createRunner, rows } = await open();
    const runner = createRunner();
    runner.handle({ ...greet, name: 'other' }, async () => {});
    await runner.add(greet, { name: 'Omar' });
    await runner.runDue();
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });
});

describe('a job that fails', () => {
  it('is tried again after ever longer waits, then kept with its reason', async () => {
    const { clock, createRunner, rows } = await open();
    const runner = createRunner();
    const attempts: { at: number; number: number; isLast: boolean }[] = [];
    runner.handle(greet, async (_, { number, isLast }) => {
      attempts.push({ at: clock.now - START, number, isLast });
      throw new Error(`no answer, the ${number}th time`);
    });
    await runner.add(greet, { name: 'Omar' }, { key: 'omar' });
    for (let step = 0; step < 40; step += 1) {
      await runner.runDue();
      clock.now += 500;
    }
    expect(attempts).toEqual([
      { at: 0, number: 1, isLast: false },
      { at: 1_000, number: 2, isLast: false },
      { at: 3_000, number: 3, isLast: false },
      { at: 6_000, number: 4, isLast: true },
    ]);
    expect(await rows()).toMatchObject([
      { state: 'failed', reason: 'no answer, the 4th time', key: null, finishedAt: '2026-05-04T08:00:06.000Z' },
    ]);
    expect(await runner.add(greet, { name: 'Omar' }, { key: 'omar' })).toBe(true);
  });

  it('holds up no other', async () => {
    const { createRunner } = await open();
    const runner = createRunner({ concurrency: 1 });
    const done: string[] = [];
    runner.handle(greet, async ({ name }) => {
      if (name === 'bad') throw new Error('no');
      done.push(name);
    });
    for (const name of ['bad', 'good', 'better']) await runner.add(greet, { name });
    await runner.runDue();
    expect(done).toEqual(['good', 'better']);
  });

  it('is tried again when its payload is of another version', async () => {
    const { db, createRunner, rows } = await open();
    const runner = createRunner();
    runner.handle(greet, async () => {});
    await runner.add(greet, { name: 'Omar' });
    await db.updateTable('jobs').set({ payload: '{"nom":"Omar"}' }).execute();
    await runner.runDue();
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(row?.reason).toContain('name');
  });

  it('has a limited time, of which it is told', async () => {
    const { createRunner, rows } = await open();
    const runner = createRunner();
    let told: AbortSignal | undefined;
    const hasty = { ...greet, timeoutMs: 20 };
    runner.handle(hasty, async (_, { signal }) => {
      told = signal;
      await new Promise(() => {});
    });
    await runner.add(hasty, { name: 'Omar' });
    await runner.runDue();
    expect(told?.aborted).toBe(true);
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 1, reason: 'not done within 20 ms' }]);
  });
});

describe('a key', () => {
  it('keeps a second job out while the first waits, runs or is to be tried again', async () => {
    const { clock, createRunner } = await open();
    const runner = createRunner();
    const answers: boolean[] = [];
    const add = async () => void answers.push(await runner.add(greet, { name: 'Omar' }, { key: 'omar' }));
    runner.handle(greet, async (_, { number }) => {
      await add();
      if (number === 1) throw new Error('no');
    });
    await add();
    await add();
    await runner.runDue();
    await add();
    expect(answers).toEqual([true, false, false, false]);
    clock.now += 1_000;
    await runner.runDue();
    await add();
    expect(answers.slice(4)).toEqual([false, true]);
  });

  it('counts for its kind alone, and no key is no key', async () => {
    const { createRunner, rows } = await open();
    const runner = createRunner();
    await runner.add(greet, { name: 'a' }, { key: 'same' });
    await runner.add({ ...greet, name: 'other' }, { name: 'b' }, { key: 'same' });
    await runner.add(greet, { name: 'c' });
    await runner.add(greet, { name: 'd' });
    expect(await rows()).toHaveLength(4);
  });
});

describe('a runner that dies', () => {
  it('leaves its job to another when the lease is over, and not before', async () => {
    const { clock, createRunner, rows } = await open();
    const [dead, living] = [createRunner(), createRunner()];
    const { passed, pass } = gate();
    dead.handle(greet, () => passed);
    await dead.add(greet, { name: 'Omar' });
    const lateEnd = dead.runDue();
    await waitUntil('the job to be claimed', async () => (await rows())[0]?.state === 'running');

    const done: Attempt[] = [];
    const holding = gate();
    living.handle(greet, async (_, attempt) => {
      done.push(attempt);
      await holding.passed;
      throw new Error('not yet');
    });
    clock.now += LEASE_MS - 1;
    await living.runDue();
    expect(done).toEqual([]);
    clock.now += 1;
    const taken = living.runDue();
    await waitUntil('the job to be taken up', () => done.length === 1);
    expect(done[0]?.number).toBe(2);

    // The first was not dead but slow: what it says now is not heard.
    pass();
    await lateEnd;
    expect(await rows()).toMatchObject([{ state: 'running', attempts: 2 }]);
    holding.pass();
    await taken;
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 2, reason: 'not yet' }]);
  });

  it('is no reason to try for ever: a job that ends its process each time is kept as failed', async () => {
    const { clock, createRunner, rows } = await open();
    await createRunner().add(greet, { name: 'Omar' });
    const held = gate();
    const ends: Promise<void>[] = [];
    let begun = 0;
    for (let life = 1; life <= greet.maxAttempts; life += 1) {
      const dead = createRunner();
      dead.handle(greet, () => {
        begun += 1;
        return held.passed;
      });
      ends.push(dead.runDue());
      await waitUntil('the job to be claimed', () => begun === life);
      clock.now += LEASE_MS;
    }
    const last = createRunner();
    last.handle(greet, async () => {
      begun += 1;
    });
    await last.runDue();
    expect(begun).toBe(greet.maxAttempts);
    expect(await rows()).toMatchObject([{ state: 'failed', reason: 'the process that worked on it ended each time' }]);
    held.pass();
    await Promise.all(ends);
  });

  it('is not this one: a clock that is turned takes no job from its own hands', async () => {
    const { clock, createRunner } = await open();
    const runner = createRunner();
    const held = gate();
    let begun = 0;
    runner.handle(greet, () => {
      begun += 1;
      return held.passed;
    });
    await runner.add(greet, { name: 'Omar' });
    const end = runner.runDue();
    await waitUntil('the job to begin', () => begun === 1);
    clock.now += 10 * LEASE_MS;
    const again = runner.runDue();
    held.pass();
    await Promise.all([end, again]);
    expect(begun).toBe(1);
  });
});

describe('a runner in service', () => {
  it('does by itself what is added, and renews the lease of what takes long', async () => {
    const { clock, createRunner, rows } = await open();
    const runner = createRunner({ pollMs: 20, leaseMs: 60 });
    const held = gate();
    const done: string[] = [];
    runner.handle(greet, async ({ name }) => {
      if (name === 'long') await held.passed;
      done.push(name);
    });
    await runner.start();
    await runner.add(greet, { name: 'short' });
    await waitUntil('the short one', () => done.includes('short'));
    await runner.add(greet, { name: 'long' });
    clock.now += 45_000;
    await waitUntil('the lease to be renewed', async () =>
      (await rows()).some(({ leaseUntil }) => leaseUntil === new Date(clock.now + 60).toISOString()),
    );
    held.pass();
    await waitUntil('the long one', () => done.includes('long'));
    await runner.stop();
  });

  it('goes on after faults of the database, and tells of the first', async () => {
    const { db, faults, createRunner } = await open();
    let broken = 3;
    const shaky = new Proxy(db, {
      get(target, name) {
        if (name === 'updateTable' && broken > 0) {
          return () => {
            broken -= 1;
            throw new Error('disk full');
          };
        }
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const runner = createRunner({ db: shaky, pollMs: 20 });
    let done = false;
    runner.handle(greet, async () => {
      done = true;
    });
    await runner.add(greet, { name: 'Omar' });
    await runner.start();
    await waitUntil('the job to be done', () => done);
    await runner.stop();
    expect(faults).toMatchObject([{ message: 'disk full' }]);
  });

  it('has no more jobs in hand than it may', async () => {
    const { createRunner } = await open();
    const runner = createRunner({ concurrency: 3 });
    let [now, most] = [0, 0];
    runner.handle(greet, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
    });
    for (let count = 0; count < 12; count += 1) await runner.add(greet, { name: String(count) });
    await runner.runDue();
    expect(most).toBe(3);
  });

  it('shares with others: each job is done by one of them', async () => {
    const { createRunner, rows } = await open();
    const done: string[] = [];
    const runners = Array.from({ length: 4 }, () => {
      const runner = createRunner();
      runner.handle(greet, async ({ name }) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        done.push(name);
      });
      return runner;
    });
    const names = Array.from({ length: 80 }, (_, index) => `n${index}`);
    for (const name of names) await runners[0]?.add(greet, { name });
    await Promise.all(runners.map((runner) => runner.runDue()));
    expect(done.toSorted()).toEqual(names.toSorted());
    expect(await rows()).toEqual([]);
  });

  it('that stops lets running jobs finish and begins no more', async () => {
    const { createRunner, rows } = await open();
    const runner = createRunner({ pollMs: 5, concurrency: 1 });
    const done: string[] = [];
    const [begun, held] = [gate(), gate()];
    runner.handle(greet, async ({ name }) => {
      begun.pass();
      await held.passed;
      done.push(name);
    });
    await runner.add(greet, { name: 'first' });
    await runner.add(greet, { name: 'second' });
    await runner.start();
    await begun.passed;
    const stopped = runner.stop();
    held.pass();
    await stopped;
    expect(done).toEqual(['first']);
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });

  it('that stops gives back what does not finish, and counts no attempt', async () => {
    const { createRunner, rows } = await open();
    const runner = createRunner({ pollMs: 5, stopMs: 20 });
    const begun = gate();
    let told: AbortSignal | undefined;
    runner.handle(greet, async (_, { signal }) => {
      told = signal;
      begun.pass();
      await new Promise(() => {});
    });
    await runner.add(greet, { name: 'Omar' }, { key: 'omar' });
    await runner.start();
    await begun.passed;
    await runner.stop();
    expect(told?.aborted).toBe(true);
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0, holder: null, key: 'omar', reason: null }]);

    const next = createRunner();
    let numbers: number[] = [];
    next.handle(greet, async (_, { number }) => {
      numbers = [...numbers, number];
    });
    await next.runDue();
    expect(numbers).toEqual([1]);
  });
});
