/** Runs the work while nobody else in the browser does, or not at all; answers whether it ran. */
export type RunAlone = (name: string, work: () => Promise<void>) => Promise<boolean>;

/** {@link RunAlone} by Web Locks, which end with the worker that held them. */
export function createRunAlone(locks: Pick<LockManager, 'request'>): RunAlone {
  return async (name, work) => {
    let ran = false;
    await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      ran = true;
      await work();
    });
    return ran;
  };
}
