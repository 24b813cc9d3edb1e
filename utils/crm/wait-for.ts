/** Resolves after the time or when the signal fires, whichever comes first. */
export function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    if (signal.aborted) return done();
    signal.addEventListener('abort', done, { once: true });
  });
}
