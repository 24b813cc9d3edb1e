import { expect, it, vi } from 'vitest';
import { createWaker } from '../../../utils/platform/wake.ts';

function setUp() {
  const alarms = { create: vi.fn(), clear: vi.fn() };
  const timers = new Map<number, { work: () => void; delayMs: number }>();
  const work = vi.fn();
  let id = 0;
  const waker = createWaker({
    name: 'push',
    work,
    alarms,
    now: () => 1_000_000,
    setTimer: (run, delayMs) => {
      timers.set(++id, { work: run, delayMs });
      return id;
    },
    clearTimer: (timer) => timers.delete(timer),
  });
  return { alarms, timers, work, waker };
}

it('sets a timer and an alarm behind it for a moment that is near', () => {
  const { alarms, timers, waker } = setUp();
  waker.wakeAt(1_005_000);
  expect([...timers.values()].map((timer) => timer.delayMs)).toEqual([5_000]);
  expect(alarms.create).toHaveBeenCalledWith('push', { when: 1_030_000 });
});

it('leaves a far moment to the alarm alone', () => {
  const { alarms, timers, waker } = setUp();
  waker.wakeAt(1_600_000);
  expect(timers.size).toBe(0);
  expect(alarms.create).toHaveBeenCalledWith('push', { when: 1_600_000 });
});

it('treats a moment that is past as now', () => {
  const { timers, waker } = setUp();
  waker.wakeAt(5);
  expect([...timers.values()].map((timer) => timer.delayMs)).toEqual([0]);
});

it('replaces the earlier moment and forgets all on null', () => {
  const { alarms, timers, waker } = setUp();
  waker.wakeAt(1_001_000);
  waker.wakeAt(1_002_000);
  expect([...timers.values()].map((timer) => timer.delayMs)).toEqual([2_000]);
  waker.wakeAt(null);
  expect(timers.size).toBe(0);
  expect(alarms.clear).toHaveBeenCalledWith('push');
});

it('works once when the alarm comes before the timer', () => {
  const { timers, work, waker } = setUp();
  waker.wakeAt(1_001_000);
  expect(waker.onAlarm('other')).toBe(false);
  expect(waker.onAlarm('push')).toBe(true);
  expect(work).toHaveBeenCalledTimes(1);
  expect(timers.size).toBe(0);
});
