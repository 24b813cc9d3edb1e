import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptureHandlers, FetchResult, WebmailAdapter } from '../../../utils/capture/adapter.ts';
import type { BackgroundPort } from '../../../utils/capture/background-port.ts';
import { createCaptureSession } from '../../../utils/capture/capture-session.ts';
import { PIECE_BYTES } from '../../../utils/capture/limits.ts';
import { waitFor } from '../../../utils/capture/wait-for.ts';
import type { FetchOrder } from '../../../utils/model/delivery.ts';
import type { MailReference } from '../../../utils/model/mail-reference.ts';

const order = (n = 1): FetchOrder => ({
  orderId: `order-${n}`,
  site: 'gmail',
  account: 'ana@rep.example',
  ref: `msg-a:r${n}`,
});

/** A background that has something to read for the mailbox of this page. */
const ordering =
  (...orders: FetchOrder[]): BackgroundPort['hello'] =>
  async ({ account }) => ({ on: true, activeReads: true, orders: account === undefined ? [] : orders });

const reference = (overrides: Partial<MailReference> = {}): MailReference => ({
  site: 'gmail',
  account: 'ana@rep.example',
  ref: 'msg-a:r1',
  direction: 'outgoing',
  state: 'sent',
  envelope: { to: [{ email: 'bea@client.example' }], cc: [], bcc: [], replyTo: [], complete: false },
  noticedBy: 'traffic',
  ...overrides,
});

const source = (length = 10): FetchResult => ({
  ok: true,
  message: { form: 'rfc822', rung: 'raw', missing: [], source: new Uint8Array(length).fill(65) },
});

function setUp(
  overrides: { background?: Partial<BackgroundPort>; fetch?: WebmailAdapter['fetch']; mailbox?: string } = {},
) {
  const calls: string[] = [];
  const end = new AbortController();
  const tap: boolean[] = [];
  const started: { on: CaptureHandlers; signal: AbortSignal }[] = [];
  let alive = true;
  const tell =
    <A, R>(name: string, answer: (request: A) => R) =>
    async (request: A) => {
      calls.push(name);
      return answer(request);
    };
  const background: BackgroundPort = {
    hello: tell('hello', () => ({ on: true, activeReads: true, orders: [] })),
    notice: tell('notice', () => ({ orders: [] })),
    piece: tell('piece', () => ({ restart: false })),
    deliver: tell('deliver', () => ({ outcome: 'stored' as const })),
    fetchFailed: tell('fetchFailed', () => ({})),
    trouble: tell('trouble', () => ({})),
    recovered: tell('recovered', () => ({})),
    ...overrides.background,
  };
  const session = createCaptureSession({
    background,
    adapter: {
      site: 'gmail',
      start: (_, on, signal) => {
        started.push({ on, signal });
        if (overrides.mailbox !== '') on.account(overrides.mailbox ?? 'ana@rep.example');
      },
      fetch: overrides.fetch ?? (async () => source()),
    },
    page: {
      window: globalThis as unknown as Window,
      document: { hidden: false } as Document,
      fetch,
      tap: { subscribe: () => () => undefined, observe: (on) => void tap.push(on), ask: async () => ({ status: 0 }) },
      now: () => Date.now(),
    },
    wait: (ms, signal) => waitFor(globalThis as unknown as Window, ms, signal),
    isAlive: () => alive,
    signal: end.signal,
  });
  const settle = (ms = 1000) => vi.advanceTimersByTimeAsync(ms);
  return {
    session,
    calls,
    tap,
    started,
    settle,
    end,
    die: () => {
      alive = false;
    },
  };
}

describe('capture session', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('observes only once the background has said so', async () => {
    const { tap, started, settle } = setUp();
    expect(started).toHaveLength(0);
    await settle(0);
    expect(tap).toEqual([true]);
    expect(started).toHaveLength(1);
  });

  it('starts nothing where capture is off', async () => {
    const { tap, started, settle, calls } = setUp({
      background: { hello: async () => ({ on: false, activeReads: true, orders: [order()] }) },
    });
    await settle(10_000);
    expect(tap).toEqual([false]);
    expect(started).toHaveLength(0);
    expect(calls).toEqual([]);
  });

  it('asks again with growing pauses while nobody answers, and stops when its extension is gone', async () => {
    const hello = vi.fn(async () => Promise.reject(new Error('no answer')));
    const { settle, die } = setUp({ background: { hello } });
    await settle(8000);
    expect(hello.mock.calls.length).toBeGreaterThan(3);
    expect(hello.mock.calls.length).toBeLessThan(7);
    die();
    await settle(120_000);
    const asked = hello.mock.calls.length;
    await settle(600_000);
    expect(hello.mock.calls.length).toBe(asked);
  });

  it('tells a reference once, and once more when it learns more', async () => {
    const told: MailReference[][] = [];
    const { started, settle } = setUp({
      background: {
        notice: async ({ references }) => {
          told.push(references);
          return { orders: [] };
        },
      },
    });
    await settle();
    const notice = started[0]?.on.notice;
    notice?.([reference(), reference()]);
    notice?.([reference()]);
    await settle();
    notice?.([reference()]);
    await settle();
    const complete = reference({
      envelope: { ...reference().envelope, from: { email: 'ana@rep.example' }, complete: true },
    });
    notice?.([complete]);
    notice?.([reference()]);
    await settle();
    expect(told.map((batch) => batch.map(({ envelope }) => envelope.complete))).toEqual([[false], [true]]);
  });

  it('keeps references it could not tell, and cuts what the background would refuse', async () => {
    let answers = 0;
    const notice = vi.fn(async ({ references }: { references: MailReference[] }) => {
      answers += 1;
      if (answers === 1) throw new Error('no answer');
      return { orders: references.length > 500 ? [order()] : [] };
    });
    const { started, settle } = setUp({ background: { notice } });
    await settle();
    started[0]?.on.notice([reference({ ref: 'x'.repeat(601) }), reference({ account: 'nobody' })]);
    started[0]?.on.notice(Array.from({ length: 700 }, (_, n) => reference({ ref: `msg-a:r${n}` })));
    await settle(5000);
    expect(notice.mock.calls.map(([{ references }]) => references.length)).toEqual([500, 500, 200]);
  });

  it('reads what it is ordered to, one at a time, and hands it over in pieces', async () => {
    const pieces: [string, number, number, number][] = [];
    const delivered: unknown[] = [];
    let running = 0;
    const { settle } = setUp({
      fetch: async () => {
        running += 1;
        expect(running).toBe(1);
        await Promise.resolve();
        running -= 1;
        return source(PIECE_BYTES + 5);
      },
      background: {
        hello: ordering(order(1), order(2), order(1)),
        piece: async ({ orderId, part, index, data }) => {
          pieces.push([orderId, part, index, atob(data).length]);
          return { restart: false };
        },
        deliver: async (delivery) => {
          delivered.push(delivery);
          return { outcome: 'stored' };
        },
      },
    });
    await settle();
    expect(pieces).toEqual([
      ['order-1', 0, 0, PIECE_BYTES],
      ['order-1', 0, 1, 5],
      ['order-2', 0, 0, PIECE_BYTES],
      ['order-2', 0, 1, 5],
    ]);
    expect(delivered[0]).toEqual({
      orderId: 'order-1',
      rung: 'raw',
      form: 'rfc822',
      parts: [PIECE_BYTES + 5],
      missing: [],
    });
  });

  it('leaves orders for other mailboxes to other pages', async () => {
    const fetch = vi.fn(async () => source());
    const { settle, calls } = setUp({ fetch, background: { hello: ordering(order()) }, mailbox: 'other@rep.example' });
    await settle();
    expect(fetch).not.toHaveBeenCalled();
    expect(calls).toEqual([]);
  });

  it('reads for a mailbox shared with the rep, once this page has shown mail of it', async () => {
    const account = 'sales@rep.example';
    const fetch = vi.fn(async () => source());
    const notice: BackgroundPort['notice'] = async () => ({ orders: [{ ...order(), account }] });
    const { settle, started } = setUp({ fetch, background: { notice } });
    await settle(0);
    started[0]?.on.notice([reference({ account })]);
    await settle();
    expect(fetch).toHaveBeenCalledWith(expect.objectContaining({ account }), expect.anything());
  });

  it('starts an order again when the background lost its pieces or did not answer', async () => {
    const answers: ('restart' | 'stored')[] = ['restart', 'stored'];
    let tries = 0;
    const fetch = vi.fn(async () => source());
    const deliver = vi.fn(async () => ({ outcome: answers.shift() ?? 'stored' }));
    const { settle } = setUp({
      fetch,
      background: {
        hello: ordering(order()),
        piece: async () => {
          tries += 1;
          if (tries === 2) throw new Error('no answer');
          return { restart: false };
        },
        deliver,
      },
    });
    await settle(10_000);
    expect(deliver).toHaveBeenCalledTimes(2);
    expect(tries).toBe(3);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('says why a message could not be read', async () => {
    const fetchFailed = vi.fn(async () => ({}));
    const { settle } = setUp({
      fetch: async () => ({ ok: false, failure: 'signed-out' }),
      background: { hello: ordering(order()), fetchFailed },
    });
    await settle();
    expect(fetchFailed).toHaveBeenCalledExactlyOnceWith({ orderId: 'order-1', failure: 'signed-out' });
  });

  it.each([
    ['tells a failure once the page has outlived it', false, 1],
    ['tells nothing of what fails as the page is left', true, 0],
  ])('%s', async (_, isLeft, times) => {
    const fetchFailed = vi.fn(async () => ({}));
    const { settle, end } = setUp({
      fetch: async () => ({ ok: false, failure: 'unavailable' }),
      background: { hello: ordering(order()), fetchFailed },
    });
    await settle(2000);
    expect(fetchFailed).not.toHaveBeenCalled();
    if (isLeft) end.abort();
    await settle(2000);
    expect(fetchFailed).toHaveBeenCalledTimes(times);
  });

  it('lets go at once when switched off in mid-fetch, and sends nothing more', async () => {
    let finish: (result: FetchResult) => void = () => undefined;
    const { session, started, tap, calls, settle } = setUp({
      background: { hello: ordering(order()) },
      fetch: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    await settle();
    started[0]?.on.notice([reference()]);
    session.setCapture({ on: false, activeReads: true, orders: [] });
    finish(source());
    started[0]?.on.notice([reference({ ref: 'msg-a:r2' })]);
    await settle(60_000);
    expect(calls).toEqual([]);
    expect(tap).toEqual([true, false]);
    expect(started[0]?.signal.aborted).toBe(true);
  });

  it('begins anew when switched on again, with what is still to be read', async () => {
    const { session, started, calls, settle } = setUp();
    await settle();
    session.setCapture({ on: false, activeReads: true, orders: [] });
    session.setCapture({ on: true, activeReads: true, orders: [order()] });
    await settle();
    expect(started).toHaveLength(2);
    expect(calls).toEqual(['hello', 'hello', 'hello', 'piece', 'deliver']);
  });

  it('says hello again with the mailbox once it is known', async () => {
    const hello = vi.fn(async () => ({ on: true, activeReads: true, orders: [] }));
    const { started, settle } = setUp({ background: { hello }, mailbox: '' });
    await settle();
    started[0]?.on.account('ana@rep.example');
    started[0]?.on.account('ana@rep.example');
    await settle();
    expect(hello.mock.calls).toEqual([[{ site: 'gmail' }], [{ site: 'gmail', account: 'ana@rep.example' }]]);
  });

  it('ignores an answer to hello that the switch has overtaken', async () => {
    let answer: (value: { on: boolean; activeReads: boolean; orders: [] }) => void = () => undefined;
    const { session, tap, settle } = setUp({
      background: {
        hello: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    });
    session.setCapture({ on: false, activeReads: true, orders: [] });
    answer({ on: true, activeReads: true, orders: [] });
    await settle();
    expect(tap).toEqual([false]);
  });

  it('is silent after it ends', async () => {
    const { end, started, calls, tap, settle } = setUp();
    await settle();
    end.abort();
    started[0]?.on.notice([reference()]);
    await settle(60_000);
    expect(calls).toEqual(['hello', 'hello']);
    expect(tap.at(-1)).toBe(false);
  });
});
