/** Token buckets by key: a burst of one second's worth, refilled evenly. */
export interface RateLimit {
  /** 0 when the request may go on, else ms until the next one may. */
  take(key: string): number;
}

/** More keys than this are never held; the oldest is forgotten first, which only ever lets a request through. */
const MAX_KEYS = 10_000;

/**
 * @param perSecond Requests a second; `Infinity` for no limit.
 * @param now Ms since the epoch.
 */
export function createRateLimit(deps: { perSecond: number; now: () => number }): RateLimit {
  const { perSecond, now } = deps;
  const capacity = Math.max(1, perSecond);
  const buckets = new Map<string, { left: number; at: number }>();

  return {
    take(key) {
      if (!Number.isFinite(perSecond)) return 0;
      const at = now();
      const bucket = buckets.get(key) ?? { left: capacity, at };
      const elapsedMs = Math.max(0, at - bucket.at);
      const left = Math.min(capacity, bucket.left + (elapsedMs / 1_000) * perSecond);
      const allowed = left >= 1;
      buckets.delete(key);
      buckets.set(key, { left: allowed ? left - 1 : left, at });
      const oldest = buckets.keys().next().value;
      if (buckets.size > MAX_KEYS && oldest !== undefined) buckets.delete(oldest);
      return allowed ? 0 : Math.ceil(((1 - left) / perSecond) * 1_000);
    },
  };
}
