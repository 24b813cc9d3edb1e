/** Whether a write failed because the disk or the browser's share of it is full. Dexie wraps the browser's error. */
export function isStorageFull(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Object && depth < 5; depth++) {
    if ('name' in cause && cause.name === 'QuotaExceededError') return true;
    cause = 'inner' in cause ? cause.inner : 'cause' in cause ? cause.cause : undefined;
  }
  return false;
}
