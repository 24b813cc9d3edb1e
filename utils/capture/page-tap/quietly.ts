/** Runs a piece of observation whose failure must be nobody's but ours: the page goes on as if we were not there. */
export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // There is nothing to tell: logging in the page's own world would show up in the page's own reports.
  }
}
