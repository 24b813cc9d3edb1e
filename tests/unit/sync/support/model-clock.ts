/** Time that passes only when told, and a wall clock that can be turned. */
export interface ModelClock {
  now(): number;
  /** Lets time pass; what was planned for it happens on the way. */
  pass(ms: number): void;
  /** Turns the wall clock without letting time pass. */
  turn(ms: number): void;
  after(ms: number, work: () => void): void;
}

export function createModelClock(start = 1_700_000_000_000): ModelClock {
  let elapsed = 0;
  let offset = 0;
  let planned: { at: number; work: () => void }[] = [];
  return {
    now: () => start + elapsed + offset,
    pass(ms) {
      elapsed += ms;
      const due = planned.filter(({ at }) => at <= elapsed);
      planned = planned.filter(({ at }) => at > elapsed);
      for (const { work } of due) work();
    },
    turn(ms) {
      offset += ms;
    },
    after(ms, work) {
      planned.push({ at: elapsed + ms, work });
    },
  };
}
