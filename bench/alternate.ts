/**
 * Measures several things in turn, A B A B …, so that a machine that grows slower or faster meanwhile does so for all of
 * them. The first round is not counted: caches and compilers warm up in it.
 *
 * @returns the numbers of each, in the order of the rounds
 */
export async function alternate<K extends string>(
  rounds: number,
  measures: Record<K, (round: number) => number | Promise<number>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(measures) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -1; round < rounds; round++) {
    // Who goes first changes from round to round: the second one may find what the first one left behind.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const value = await measures[name](round);
      if (round >= 0) samples[name].push(value);
    }
  }
  return samples;
}
