import { describe, expect, it } from 'vitest';
import { createUnhurriedTurns } from '../../../../utils/capture/icloud/unhurried-turns.ts';
import { createPoliteTurns } from '../../../../utils/capture/session/polite-turns.ts';

const signal = new AbortController().signal;

describe('unhurried turns', () => {
  it.each([0, 150, 900])('begin half a second after the answer before, when answers take %i ms', async (answerMs) => {
    let now = 0;
    const wait = async (ms: number) => {
      now += ms;
    };
    const polite = createPoliteTurns({ now: () => now, wait, idle: async () => undefined });
    const turns = createUnhurriedTurns(polite, () => now, wait);
    const spans: [number, number][] = [];
    const ask = () =>
      turns.run(async (turn) => {
        await turn.beforeRequest(signal);
        const began = now;
        now += answerMs;
        spans.push([began, now]);
        if (spans.length === 2) throw new Error('one that fails counts as well');
      });
    await Promise.allSettled([ask(), ask(), ask()]);
    const pauses = spans.slice(1).map(([began], place) => began - (spans[place]?.[1] ?? 0));
    expect(pauses).toEqual([500, 500]);
  });
});
