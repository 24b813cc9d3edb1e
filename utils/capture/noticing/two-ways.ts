/** A way must have been without a sign for this long, while the other one works, before it is called blind. */
const BLIND_AFTER_MS = 10_000;

export type Way = 'traffic' | 'dom';

export interface TwoWays {
  /** This way has found mail, or at least the place where mail stands. */
  saw(way: Way, at: number): void;
  /** Asked now and then. Undefined while there is nothing to say, which is also so when neither way has seen anything. */
  blind(at: number): Way | undefined;
}

/**
 * Every webmail is noticed in two independent ways: by what its page asks the server, and by what it shows. When one
 * works and the other has had no sign for a while, that other one is blind: the webmail has changed, or was changed.
 *
 * Times are milliseconds from a clock that never jumps.
 */
export function createTwoWays(startedAt: number): TwoWays {
  const firstSeen = new Map<Way, number>();

  const isBlind = (way: Way, other: Way, at: number): boolean => {
    const seeing = firstSeen.get(other);
    if (seeing === undefined || firstSeen.has(way)) return false;
    return at - Math.max(startedAt, seeing) >= BLIND_AFTER_MS;
  };

  return {
    saw(way, at) {
      if (!firstSeen.has(way)) firstSeen.set(way, at);
    },
    blind(at) {
      if (isBlind('traffic', 'dom', at)) return 'traffic';
      return isBlind('dom', 'traffic', at) ? 'dom' : undefined;
    },
  };
}
