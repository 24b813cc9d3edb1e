/** What is said of a series of measurements, in the unit they were taken in. */
export interface Summary {
  count: number;
  min: number;
  median: number;
  p95: number;
  max: number;
}

/** @throws RangeError when there is nothing to summarise */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('nothing was measured');
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    min: atRank(sorted, 0),
    median: atRank(sorted, 0.5),
    p95: atRank(sorted, 0.95),
    max: atRank(sorted, 1),
  };
}

/** Value at a share of the way through the sorted samples, between its two neighbours where it falls between them. */
function atRank(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
