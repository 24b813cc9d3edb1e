/** Does something again and again, never twice at once. */
export interface PollingLoop {
  start(): void;
  /** Goes on at once instead of after the pause. */
  wake(): void;
  /** Resolves when the turn under way has ended. */
  stop(): Promise<void>;
}

/**
 * @param everyMs Pause between two turns.
 * @param onFault A turn that threw, told once until one goes well; the loop goes on.
 */
export function createPollingLoop(deps: {
  everyMs: number;
  turn: () => Promise<void>;
  onFault: (error: unknown) => void;
}): PollingLoop {
  let running: Promise<void> | undefined;
  let stopped = false;
  let woken = false;
  let isFailing = false;
  let wake = () => {};

  async function pause(): Promise<void> {
    if (woken || stopped) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, deps.everyMs);
    });
    clearTimeout(timer);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      try {
        await deps.turn();
        isFailing = false;
      } catch (error) {
        if (!isFailing) deps.onFault(error);
        isFailing = true;
      }
      await pause();
    }
  }

  return {
    start() {
      running ??= run();
    },
    wake() {
      woken = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
