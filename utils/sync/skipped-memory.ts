/** Messages remembered; the oldest give way. */
const MAX_ENTRIES = 5_000;

/** Lists and directory change; a message skipped longer ago is decided anew. */
const TTL_MS = 60 * 60 * 1000;

/**
 * Remembers, in memory only, which messages were skipped lately, so that a list shown again is neither counted twice nor
 * read twice. Nothing of it outlives the worker.
 */
export function createSkippedMemory(now: () => number) {
  const until = new Map<string, number>();
  return {
    has(key: string): boolean {
      const leftMs = (until.get(key) ?? 0) - now();
      return leftMs > 0 && leftMs <= TTL_MS;
    },
    add(key: string): void {
      until.delete(key);
      until.set(key, now() + TTL_MS);
      for (const oldest of until.keys()) {
        if (until.size <= MAX_ENTRIES) break;
        until.delete(oldest);
      }
    },
    clear(): void {
      until.clear();
    },
  };
}
