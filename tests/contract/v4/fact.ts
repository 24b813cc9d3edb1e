import type { V4 } from './v4-client.ts';

/** How well a fact is known: told by the vendor, seen in somebody's working code or one example, or concluded from others. */
export type Grade = 'documented' | 'seen' | 'inferred';

export type Verdict = { kind: 'holds' } | { kind: 'broken'; why: string } | { kind: 'unknown'; why: string };

/** One thing that is said of v4, and how to find out whether a server does it. */
export interface Fact {
  /** What it is about: a resource, or a part of the protocol. */
  about: string;
  /** The fact as a sentence. */
  words: string;
  grade: Grade;
  /** Makes, changes or deletes records. */
  writes?: true;
  check(v4: V4): Promise<Verdict>;
}

export const holds: Verdict = { kind: 'holds' };
export const broken = (why: string): Verdict => ({ kind: 'broken', why });
export const unknown = (why: string): Verdict => ({ kind: 'unknown', why });

/** Holds when it is true, else broken for the reason. */
export const expecting = (isTrue: boolean, why: string): Verdict => (isTrue ? holds : broken(why));

/** The first that does not hold, or that all do. */
export const all = (verdicts: readonly Verdict[]): Verdict => verdicts.find(({ kind }) => kind !== 'holds') ?? holds;
