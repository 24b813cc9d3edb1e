/** The parts of a Chromium trace event that are looked at. Times in µs. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  id?: string;
  args?: {
    data?: {
      url?: string;
      startTime?: number;
      cpuProfile?: { nodes?: ProfileNode[]; samples?: number[] };
      timeDeltas?: number[];
    };
  };
}

interface ProfileNode {
  id: number;
  parent?: number;
  callFrame: { url?: string };
}

/** Time an extension's scripts spent on a page's thread, ms. */
export interface OwnTime {
  totalMs: number;
  /** Of that, compiling the scripts and running them for the first time: before it the page does not go on. */
  evaluateMs: number;
  /** The most within one task of the thread. */
  longestTaskMs: number;
}

type Span = readonly [start: number, end: number];

/** Work of a script that the browser names the script of. */
const NAMED_WORK: ReadonlySet<string> = new Set(['EvaluateScript', 'FunctionCall', 'v8.compile', 'v8.produceCache']);

/**
 * How long scripts of an extension held threads of a page. Counted are the browser's own records of compiling, running
 * and calling them, and every sample of the profiler with one of their functions on the stack, which finds what runs
 * behind a promise. Where both tell of the same time it counts once. What such a script calls counts as its own, save
 * where the page calls through a hook: what the hook then hands on to the browser is the page's.
 *
 * @param scripts beginnings of the scripts' addresses, such as `chrome-extension://…/content-scripts/`
 */
export function toOwnTime(events: readonly TraceEvent[], scripts: readonly string[]): OwnTime {
  const isOwn = (url = '') => scripts.some((script) => url.startsWith(script));
  const own = new Map<string, Span[]>();
  const evaluations = new Map<string, Span[]>();
  for (const event of events) {
    if (!NAMED_WORK.has(event.name) || event.ph !== 'X' || !isOwn(event.args?.data?.url)) continue;
    const span: Span = [event.ts, event.ts + (event.dur ?? 0)];
    add(own, threadOf(event), span);
    if (event.name !== 'FunctionCall') add(evaluations, threadOf(event), span);
  }
  for (const [thread, spans] of sampledSpans(events, isOwn)) for (const span of spans) add(own, thread, span);

  let totalMs = 0;
  let longestTaskMs = 0;
  for (const [thread, spans] of own) {
    const united = unite(spans);
    totalMs += lengthOf(united) / 1000;
    for (const task of tasksOf(events, thread)) {
      longestTaskMs = Math.max(longestTaskMs, lengthOf(cut(united, task)) / 1000);
    }
  }
  const evaluateMs = [...evaluations.values()].reduce((sum, spans) => sum + lengthOf(unite(spans)) / 1000, 0);
  return { totalMs, evaluateMs, longestTaskMs };
}

function add(spansByThread: Map<string, Span[]>, thread: string, span: Span): void {
  spansByThread.set(thread, [...(spansByThread.get(thread) ?? []), span]);
}

function threadOf({ pid, tid }: Pick<TraceEvent, 'pid' | 'tid'>): string {
  return `${pid} ${tid}`;
}

function tasksOf(events: readonly TraceEvent[], thread: string): Span[] {
  return events
    .filter((event) => event.name === 'RunTask' && event.ph === 'X' && threadOf(event) === thread)
    .map(({ ts, dur }) => [ts, ts + (dur ?? 0)]);
}

/** Stretches between two samples in which the stack held a function of the extension, by thread. */
function sampledSpans(events: readonly TraceEvent[], isOwn: (url: string | undefined) => boolean): Map<string, Span[]> {
  const found = new Map<string, Span[]>();
  const profiles = events.filter(({ name }) => name === 'Profile');
  for (const profile of profiles) {
    const chunks = events
      .filter((event) => event.name === 'ProfileChunk' && event.id === profile.id && event.pid === profile.pid)
      .sort((a, b) => a.ts - b.ts);
    const own = new Set<number>();
    /** Functions somebody else called, and all they call. */
    const others = new Set<number>();
    const spans: Span[] = [];
    let at = profile.args?.data?.startTime ?? profile.ts;
    let since: number | undefined;
    for (const { args } of chunks) {
      // A parent comes before its children.
      for (const { id, parent, callFrame } of args?.data?.cpuProfile?.nodes ?? []) {
        const isCalledByOwn = parent !== undefined && own.has(parent) && !others.has(parent);
        if (isOwn(callFrame.url) || isCalledByOwn) own.add(id);
        const isCalledByOthers = parent !== undefined && others.has(parent);
        if (isCalledByOthers || (Boolean(callFrame.url) && !own.has(id))) others.add(id);
      }
      const { cpuProfile, timeDeltas = [] } = args?.data ?? {};
      for (const [i, node] of (cpuProfile?.samples ?? []).entries()) {
        at += timeDeltas[i] ?? 0;
        if (since !== undefined) spans.push([since, at]);
        since = own.has(node) ? at : undefined;
      }
    }
    const thread = threadOf(profile);
    found.set(thread, [...(found.get(thread) ?? []), ...spans]);
  }
  return found;
}

function unite(spans: readonly Span[]): Span[] {
  const united: [number, number][] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = united.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else united.push([start, end]);
  }
  return united;
}

function cut(spans: readonly Span[], [start, end]: Span): Span[] {
  return spans
    .filter((span) => span[0] < end && span[1] > start)
    .map((span) => [Math.max(span[0], start), Math.min(span[1], end)]);
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [start, end]) => sum + end - start, 0);
}
