import type { FetchOrder } from '../model/delivery.ts';
import type { CapturePage, WebmailAdapter } from './adapter.ts';
import type { BackgroundPort, CaptureCommand } from './background-port.ts';
import { deliverMessage } from './deliver-message.ts';
import { createNoticeQueue } from './notice-queue.ts';

export interface CaptureSessionDependencies {
  adapter: WebmailAdapter;
  page: Omit<CapturePage, 'mayRead'>;
  background: BackgroundPort;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** False once the extension behind this script is gone: updated, removed, switched off. */
  isAlive(): boolean;
  /** Ends the session. */
  signal: AbortSignal;
}

export interface CaptureSession {
  /** The switch was turned, or there is something to read: `bg-content:capture`. */
  setCapture(command: CaptureCommand): void;
}

/** Notices are collected this long. */
const COLLECT_MS = 100;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/** A page that is being left lets what it reads fail before it ends. */
const OUTLIVED_MS = 2500;

/** After this many tries an order is left to the next time this page says hello. */
const DELIVERY_TRIES = 8;

const MAX_ORDERS = 1000;

/**
 * The isolated side of any webmail: asks whether it may observe, tells what was noticed, reads what it is ordered to, and
 * hands it over in pieces. It decides nothing and keeps nothing of messages that were not ordered.
 *
 * Off means off: the adapter is stopped, what is being fetched is let go, and nothing more is sent.
 */
export function createCaptureSession(dependencies: CaptureSessionDependencies): CaptureSession {
  const { adapter, page, background, wait, isAlive, signal } = dependencies;
  let run: Run | undefined;
  let account: string | undefined;
  let aliases: readonly string[] = [];
  let activeReads = true;
  /** Answers to a hello are stale once a later word has come. */
  let words = 0;

  const setCapture = ({ on, activeReads: mayRead, orders }: CaptureCommand) => {
    if (signal.aborted) return;
    words += 1;
    activeReads = mayRead;
    if (!on) {
      run?.end();
      run = undefined;
      page.tap.observe(false);
      return;
    }
    run ??= startRun();
    run.order(orders);
  };

  const hello = async () => {
    words += 1;
    const asked = words;
    const { site } = adapter;
    const named = aliases.length === 0 ? {} : { aliases: [...aliases] };
    const request = account === undefined ? { site } : { site, account, ...named };
    const answer = await ask(() => background.hello(request), signal);
    if (asked === words && answer !== undefined) setCapture(answer);
  };

  /** Asks until there is an answer, with growing pauses; undefined once nobody is left who could answer. */
  async function ask<T>(question: () => Promise<T>, until: AbortSignal): Promise<T | undefined> {
    for (let pauseMs = FIRST_PAUSE_MS; !until.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      if (!isAlive()) {
        endForGood();
        return undefined;
      }
      try {
        return await question();
      } catch {
        await wait(pauseMs, until).catch(() => undefined);
      }
    }
    return undefined;
  }

  function endForGood(): void {
    run?.end();
    run = undefined;
    page.tap.observe(false);
  }

  function startRun(): Run {
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    const queue = createNoticeQueue();
    const orders = new Map<string, FetchOrder>();
    /** Further mailboxes this page shows mail of, such as one shared with the rep. */
    const mailboxes = new Set<string>();
    let isTelling = false;
    let isWorking = false;

    const tell = async () => {
      if (isTelling) return;
      isTelling = true;
      // Timers of a hidden page may be a minute late, and there nothing is gained by waiting.
      if (!page.document.hidden) await wait(COLLECT_MS, until).catch(() => undefined);
      while (!queue.isEmpty() && !until.aborted) {
        const references = queue.batch();
        const answer = await ask(() => background.notice({ references }), until);
        if (answer === undefined || until.aborted) break;
        queue.told(references);
        order(answer.orders);
      }
      isTelling = false;
    };

    // An order for a mailbox this page does not show, or not yet, is for another page, or for the next hello.
    const order = (given: readonly FetchOrder[]) => {
      for (const each of given) {
        const isShown = each.account === account || mailboxes.has(each.account);
        const isOurs = each.site === adapter.site && isShown;
        if (isOurs && orders.size < MAX_ORDERS && !orders.has(each.orderId)) {
          orders.set(each.orderId, each);
        }
      }
      void work();
    };

    const work = async () => {
      if (isWorking) return;
      isWorking = true;
      for (let next = first(orders); next !== undefined && !until.aborted; next = first(orders)) {
        await fulfil(next, until).catch(() => undefined);
        orders.delete(next.orderId);
      }
      isWorking = false;
    };

    adapter.start(
      { ...page, mayRead: () => activeReads },
      {
        notice(references) {
          for (const reference of references) mailboxes.add(reference.account);
          if (!until.aborted && queue.add(references)) void tell();
        },
        account(email, others = []) {
          if (until.aborted || (account === email && isSameList(aliases, others))) return;
          account = email;
          aliases = [...others];
          void hello();
        },
        trouble(report) {
          if (!until.aborted) void background.trouble(report).catch(() => undefined);
        },
        recovered(source) {
          if (!until.aborted) void background.recovered({ site: adapter.site, source }).catch(() => undefined);
        },
      },
      until,
    );
    page.tap.observe(true);

    return { order, end: () => stop.abort() };
  }

  async function fulfil(order: FetchOrder, until: AbortSignal): Promise<void> {
    const { orderId } = order;
    const result = await adapter.fetch(order, until).catch(() => ({ ok: false, failure: 'unavailable' }) as const);
    if (until.aborted) return;
    if (!result.ok) {
      // What the page has not outlived says nothing of the webmail: it is not told, and the next page tries at once.
      if (result.failure === 'unavailable') await wait(OUTLIVED_MS, until);
      await ask(() => background.fetchFailed({ orderId, failure: result.failure }), until);
      return;
    }
    let pauseMs = FIRST_PAUSE_MS;
    for (let tries = 0; tries < DELIVERY_TRIES && !until.aborted && isAlive(); tries += 1) {
      const outcome = await deliverMessage(background, order, result.message, until).catch(() => 'unanswered' as const);
      if (outcome === 'stored' || outcome === 'not-wanted') return;
      if (outcome === 'unanswered') await wait(pauseMs, until).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  signal.addEventListener('abort', endForGood);
  void hello();
  return {
    setCapture(command) {
      setCapture(command);
      // The background may have forgotten which mailbox this page shows, so it is told again and answers with the orders.
      if (command.on && !signal.aborted) void hello();
    },
  };
}

/** One stretch of time in which capture was on. */
interface Run {
  order(orders: readonly FetchOrder[]): void;
  end(): void;
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function first<K, V>(map: ReadonlyMap<K, V>): V | undefined {
  return map.values().next().value;
}
