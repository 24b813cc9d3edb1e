import { type Fact, unknown, type Verdict } from './fact.ts';
import type { V4 } from './v4-client.ts';

export interface Finding {
  fact: Fact;
  verdict: Verdict;
}

/** What a check says that breaks off: nothing about the fact. */
const asVerdict = (error: unknown): Verdict => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return unknown(`${error instanceof Error ? error.message : error}${cause}`);
};

/**
 * Tries each fact in turn, then undoes what was made.
 *
 * @param write Also facts that make, change and delete records.
 * @param tell Called with each finding as it comes.
 */
export async function runFacts(
  facts: readonly Fact[],
  v4: V4,
  { write, tell = () => {} }: { write: boolean; tell?: (finding: Finding) => void },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    for (const fact of facts) {
      const verdict =
        fact.writes && !write ? unknown('it is found out by writing') : await fact.check(v4).catch(asVerdict);
      const finding = { fact, verdict };
      findings.push(finding);
      tell(finding);
    }
  } finally {
    await v4.cleanUp();
  }
  return findings;
}

/** Documented facts that do not hold: the only ones a server is failed for. */
export const violations = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ fact, verdict }) => fact.grade === 'documented' && verdict.kind === 'broken');

/** `holds          documented  accounts: …`, with the reason where there is one. */
export function toLine({ fact, verdict }: Finding): string {
  const words = { holds: 'holds', broken: 'does not hold', unknown: 'could not be told' }[verdict.kind];
  const why = verdict.kind === 'holds' ? '' : ` — ${verdict.why}`;
  return `${words.padEnd(18)}${fact.grade.padEnd(12)}${fact.about}: ${fact.words}${why}`;
}
