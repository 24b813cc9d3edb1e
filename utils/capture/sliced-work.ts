import { createTasks } from './tasks.ts';

/** Work cut into pieces: each `yield` is a place where the page may have the thread back. */
export type SlicedWork<T> = Generator<undefined, T, undefined>;

/** Longest stretch of work before the thread is given back, far below the 50 ms a person would notice. */
const SLICE_MS = 8;

/** Runs work to its end at once. For scripts and tests, and for inputs known to be small. */
export function runAtOnce<T>(work: SlicedWork<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

export interface SliceRunner {
  /** Runs work in slices of a few milliseconds, in idle time. Rejects with the signal's reason when it aborts. */
  run<T>(work: SlicedWork<T>, signal: AbortSignal): Promise<T>;
}

/**
 * @param idle Calls back when the page has nothing to do, or soon after.
 * @param now Milliseconds from a clock that never jumps.
 */
export function createSliceRunner(idle: (callback: () => void) => void, now: () => number): SliceRunner {
  return {
    run: (work, signal) =>
      new Promise((resolve, reject) => {
        const slice = () => {
          if (signal.aborted) {
            reject(signal.reason);
            return;
          }
          const endsAt = now() + SLICE_MS;
          try {
            do {
              const step = work.next();
              if (step.done === true) {
                resolve(step.value);
                return;
              }
            } while (now() < endsAt);
          } catch (error) {
            reject(error);
            return;
          }
          idle(slice);
        };
        idle(slice);
      }),
  };
}

/** What idle time is taken from. */
export type IdleWindow = Pick<Window, 'setTimeout'> &
  Partial<Pick<Window, 'requestIdleCallback'>> & { readonly document: Pick<Document, 'hidden'> };

/**
 * Idle time of a window, at the latest after 200 ms; windows without idle callbacks get a timer. In a hidden page nobody
 * is disturbed, and both would come once a second at best, so there the next task is it.
 */
export function idleTimeOf(window: IdleWindow) {
  const tasks = createTasks();
  return (callback: () => void): void => {
    if (window.document.hidden) tasks(callback);
    else if (window.requestIdleCallback === undefined) window.setTimeout(callback, 16);
    else window.requestIdleCallback(() => callback(), { timeout: 200 });
  };
}
