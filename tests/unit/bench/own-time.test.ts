import { describe, expect, it } from 'vitest';
import { type TraceEvent, toOwnTime } from '../../../bench/support/own-time.ts';

const OURS = 'chrome-extension://ours/content-scripts/';

/** An event on the page's thread; times in ms. */
const event = (name: string, startMs: number, endMs: number, overrides: Partial<TraceEvent> = {}): TraceEvent => ({
  name,
  ph: 'X',
  pid: 1,
  tid: 1,
  ts: startMs * 1000,
  dur: (endMs - startMs) * 1000,
  ...overrides,
});
const of = (url: string) => ({ args: { data: { url } } });
const ours = of(`${OURS}gmail.js`);
const task = (startMs: number, endMs: number) => event('RunTask', startMs, endMs);

/** Samples of the profiler: at which ms the stack of which node was seen, until the next one. */
function profile(nodes: { id: number; parent?: number; url: string }[], samples: [atMs: number, node: number][]) {
  const times = samples.map(([atMs]) => atMs * 1000);
  const cpuProfile = {
    nodes: nodes.map(({ id, parent, url }) => ({
      id,
      callFrame: { url },
      ...(parent === undefined ? {} : { parent }),
    })),
    samples: samples.map(([, node]) => node),
  };
  const timeDeltas = times.map((at, i) => at - (times[i - 1] ?? 0));
  return [
    event('Profile', 0, 0, { ph: 'P', id: '0x1', args: { data: { startTime: 0 } } }),
    event('ProfileChunk', 1, 1, { ph: 'P', tid: 9, id: '0x1', args: { data: { cpuProfile, timeDeltas } } }),
  ];
}

describe('own time', () => {
  it('counts compiling, running and calling a script of ours, and nobody else', () => {
    const time = toOwnTime(
      [
        task(0, 100),
        event('v8.compile', 1, 3, ours),
        event('EvaluateScript', 3, 8, ours),
        event('FunctionCall', 20, 24, ours),
        event('FunctionCall', 30, 60, of('https://mail.example/app.js')),
        event('EvaluateScript', 70, 90, of('chrome-extension://ours/background.js')),
      ],
      [OURS],
    );
    expect(time).toEqual({ totalMs: 11, evaluateMs: 7, longestTaskMs: 11 });
  });

  it('counts once what two records tell', () => {
    const events = [task(0, 10), event('EvaluateScript', 1, 6, ours), event('v8.compile', 1, 2, ours)];
    expect(toOwnTime(events, [OURS])).toMatchObject({ totalMs: 5, evaluateMs: 5 });
  });

  it('looks at each task by itself', () => {
    const events = [task(0, 10), task(10, 30), event('FunctionCall', 1, 5, ours), event('FunctionCall', 12, 18, ours)];
    expect(toOwnTime(events, [OURS])).toMatchObject({ totalMs: 10, longestTaskMs: 6 });
  });

  it('finds what runs behind a promise by the samples', () => {
    const nodes = [
      { id: 1, url: '' },
      { id: 2, parent: 1, url: `${OURS}gmail.js` },
      { id: 3, parent: 2, url: '' },
    ];
    const samples: [number, number][] = [
      [2, 1],
      [4, 2],
      [5, 3],
      [8, 1],
    ];
    expect(toOwnTime([task(0, 10), ...profile(nodes, samples)], [OURS])).toMatchObject({
      totalMs: 4,
      longestTaskMs: 4,
    });
  });

  it('leaves to the page what a hook hands on for it, and keeps the hook itself', () => {
    const nodes = [
      { id: 1, url: 'https://mail.example/app.js' },
      { id: 2, parent: 1, url: `${OURS}gmail-page.js` },
      { id: 3, parent: 2, url: '' },
    ];
    const samples: [number, number][] = [
      [1, 1],
      [2, 2],
      [3, 3],
      [9, 1],
    ];
    expect(toOwnTime([task(0, 10), ...profile(nodes, samples)], [OURS]).totalMs).toBe(1);
  });
});
