/**
 * How long to wait before the next attempt, in ms: doubled after each failure up to `maxMs`, then shortened at random by
 * up to half, so that what failed together does not come back together.
 *
 * @param failures Attempts that failed so far, at least 1.
 * @param random From 0 up to 1.
 */
export function backoffMs(policy: { firstMs: number; maxMs: number }, failures: number, random: number): number {
  const whole = Math.min(policy.maxMs, policy.firstMs * 2 ** Math.min(failures - 1, 40));
  return Math.round(whole * (1 - random / 2));
}
