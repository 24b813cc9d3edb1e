import { describe, expect, it } from 'vitest';
import { createSliceRunner, type IdleWindow, idleTimeOf, type SlicedWork } from '../../../utils/capture/sliced-work.ts';

/** A window whose timers and idle callbacks are held back for good, as those of a hidden page are for a while. */
function stuckWindow(hidden: boolean) {
  const asked = { idle: 0, timers: 0 };
  const window: IdleWindow = {
    document: { hidden },
    requestIdleCallback: () => ++asked.idle,
    setTimeout: (() => ++asked.timers) as unknown as Window['setTimeout'],
  };
  return { window, asked };
}

function* count(steps: number): SlicedWork<number> {
  for (let step = 0; step < steps; step += 1) yield;
  return steps;
}

describe('sliced work', () => {
  it('goes on in a hidden page, whose timers and idle callbacks are held back', async () => {
    const { window, asked } = stuckWindow(true);
    let clock = 0;
    // Each look at the clock takes longer than a slice may, so every step is a slice of its own.
    const runner = createSliceRunner(idleTimeOf(window), () => (clock += 10));
    expect(await runner.run(count(200), new AbortController().signal)).toBe(200);
    expect(asked).toEqual({ idle: 0, timers: 0 });
  });

  it('waits for idle time in a page that is looked at', async () => {
    const { window, asked } = stuckWindow(false);
    let isDone = false;
    void createSliceRunner(idleTimeOf(window), () => 0)
      .run(count(1), new AbortController().signal)
      .then(() => {
        isDone = true;
      });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toEqual({ idle: 1, timers: 0 });
    expect(isDone).toBe(false);
  });

  it('ends between two slices when it is called off', async () => {
    const { window } = stuckWindow(true);
    const end = new AbortController();
    let clock = 0;
    const running = createSliceRunner(idleTimeOf(window), () => (clock += 10)).run(count(1_000_000), end.signal);
    end.abort(new Error('off'));
    await expect(running).rejects.toThrow('off');
  });
});
