/** The alarms a browser offers, in the two words needed here. */
export interface Alarms {
  create(name: string, info: { when: number }): unknown;
  clear(name: string): unknown;
}

/** Alarms may fire late and not sooner than this; a sooner moment needs a timer while the background lives. */
const ALARM_GRANULARITY_MS = 30_000;

export interface Waker {
  /** Runs the work at `at` (ms since the epoch) or soon after; a later call replaces the earlier one. Null: never. */
  wakeAt(at: number | null): void;
  /** Hand `alarms.onAlarm` names here; answers whether the alarm was this one. */
  onAlarm(name: string): boolean;
}

/**
 * Wakes a background that may be killed at any moment: a timer for what is near, and always an alarm as well, since the
 * timer dies with the worker and the alarm does not.
 */
export function createWaker(deps: {
  name: string;
  work: () => void;
  alarms: Alarms;
  now: () => number;
  setTimer: (work: () => void, delayMs: number) => number;
  clearTimer: (id: number) => void;
}): Waker {
  let timer: number | undefined;

  const stopTimer = () => {
    if (timer !== undefined) deps.clearTimer(timer);
    timer = undefined;
  };

  return {
    wakeAt(at) {
      stopTimer();
      if (at === null) {
        deps.alarms.clear(deps.name);
        return;
      }
      const delayMs = Math.max(0, at - deps.now());
      deps.alarms.create(deps.name, { when: deps.now() + Math.max(delayMs, ALARM_GRANULARITY_MS) });
      if (delayMs < ALARM_GRANULARITY_MS) timer = deps.setTimer(deps.work, delayMs);
    },
    onAlarm(name) {
      if (name !== deps.name) return false;
      stopTimer();
      deps.work();
      return true;
    },
  };
}
