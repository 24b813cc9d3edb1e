import { type Summary, summarize } from './statistics.ts';

export type Unit = 'B' | 'KB' | 'MB' | 'ms' | '/s';

/** What ours is held against: a limit, or what somebody else needed in the same run. */
export interface Comparison {
  with: string;
  /** One number is a limit; a series was measured, in turn with ours. */
  value: number | readonly number[];
  /** Bounds of the ratio ours / theirs. None: for information. */
  atMost?: number;
  atLeast?: number;
}

/** One thing that was measured. */
export interface Figure {
  name: string;
  /** Where the same is measured of several things side by side: the one this is of. Such figures print as a table of columns. */
  column?: string;
  unit: Unit;
  ours: readonly number[];
  /** Which number of the series is compared. */
  by: Exclude<keyof Summary, 'count'>;
  /** At least one; a figure without a peer or a limit says nothing. */
  against: readonly [Comparison, ...Comparison[]];
}

/** A {@link Comparison} carried out. */
export interface Verdict {
  with: string;
  value: number;
  ratio: number;
  bound: { atMost: number } | { atLeast: number } | null;
  /** Null where there is no bound. */
  holds: boolean | null;
}

export function judge(figure: Figure): { summary: Summary; verdicts: Verdict[] } {
  const summary = summarize(figure.ours);
  const ours = summary[figure.by];
  const verdicts = figure.against.map((comparison): Verdict => {
    const { atMost, atLeast } = comparison;
    const value = typeof comparison.value === 'number' ? comparison.value : summarize(comparison.value)[figure.by];
    const ratio = ours / value;
    if (atMost !== undefined) return { with: comparison.with, value, ratio, bound: { atMost }, holds: ratio <= atMost };
    if (atLeast === undefined) return { with: comparison.with, value, ratio, bound: null, holds: null };
    return { with: comparison.with, value, ratio, bound: { atLeast }, holds: ratio >= atLeast };
  });
  return { summary, verdicts };
}

/** A limit ours may not go over. */
export function limit(value: number, words = 'limit'): Comparison {
  return { with: words, value, atMost: 1 };
}
