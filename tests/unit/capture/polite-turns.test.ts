import { describe, expect, it } from 'vitest';
import { createPoliteTurns } from '../../../utils/capture/session/polite-turns.ts';

const { signal } = new AbortController();

/** Turns on a clock of their own, and when each request was made and answered. */
function start(answerMs: number) {
  let now = 0;
  const spans: [number, number][] = [];
  const wait = async (ms: number) => {
    now += ms;
  };
  const turns = createPoliteTurns({ now: () => now, wait, idle: async () => undefined });
  const request = () => {
    spans.push([now, now + answerMs]);
    now += answerMs;
  };
  const pauses = () => spans.slice(1).map(([began], place) => began - (spans[place]?.[1] ?? 0));
  return { turns, request, pauses, spans };
}

describe('polite turns', () => {
  it.each([0, 150, 900])('begin half a second after the answer before, when answers take %i ms', async (answerMs) => {
    const { turns, request, pauses, spans } = start(answerMs);
    const ask = () =>
      turns.run(async (turn) => {
        await turn.beforeRequest(signal);
        request();
        if (spans.length === 2) throw new Error('one that fails counts as well');
      });
    await Promise.allSettled([ask(), ask(), ask()]);
    expect(pauses()).toEqual([500, 500]);
  });

  it('pause between the requests of one turn too, and before the first of a page', async () => {
    const { turns, request, pauses, spans } = start(150);
    await turns.run(async (turn) => {
      for (const _ of [1, 2, 3]) {
        await turn.beforeRequest(signal);
        request();
      }
    });
    expect(pauses()).toEqual([500, 500]);
    expect(spans[0]?.[0]).toBe(500);
  });
});
