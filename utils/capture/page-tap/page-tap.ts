import { createTasks } from '../tasks.ts';
import { answerQuestions } from './answer-questions.ts';
import { COMMANDS, PORT_TAG, READY_EVENT, TAKEN } from './handover.ts';
import { hookDataFunction } from './hook-data-function.ts';
import { hookFetch } from './hook-fetch.ts';
import { hookXhr } from './hook-xhr.ts';
import type { Exchange, PageFilter, SeenCall, Unhook } from './page-filter.ts';
import { quietly } from './quietly.ts';
import { MAX_FRAME_CHARS, type TapFrame, toFrameText } from './tap-frame.ts';

/** Kept while nobody has said whether to observe; then handed over or dropped. */
const MAX_BUFFERED_FRAMES = 300;
const MAX_BUFFERED_CHARS = 16 * 1024 * 1024;
const WAIT_FOR_ORDERS_MS = 30_000;

const CONSTANTS_EVERY_MS = 500;
const CONSTANTS_TRIES = 60;

type Mode = 'waiting' | 'on' | 'off';

/** Where a later copy of this script finds the earlier one, to have it step aside. */
const TAP_KEY = Symbol.for('tandem.page-tap');

interface RunningTap {
  /**
   * Ends the tap. What it still hears of requests begun before, it tells the next one.
   *
   * @param next Takes frames; absent where an older version calls.
   */
  stepAside(next?: (frame: TapFrame) => void): Leftovers | undefined;
}

/** What a tap leaves to the next. From the page's own world, so not to be relied on. */
interface Leftovers {
  /** Seen, and not yet asked for by anybody. */
  texts: readonly string[];
  /** How many exchanges were counted, so that the next goes on from there. */
  exchanges: number;
}

/** What a page-tap needs of its window. */
export type TapWindow = Window &
  typeof globalThis & {
    [TAP_KEY]?: RunningTap;
  };

/**
 * Puts passive hooks under a page's requests and sends what the filter wants to whoever hands over a port.
 *
 * Hooks call through first and look after, in a task of their own; whatever goes wrong in here stays in here. Nothing leaves
 * before the isolated script has said that observing is on, and nothing is looked at once it has said it is off.
 */
export function installPageTap(window: TapWindow, filter: PageFilter): void {
  // References of before any script of the page, which may replace them.
  const { postMessage: portPostMessage } = window.MessagePort.prototype;
  const { addEventListener, removeEventListener } = window.EventTarget.prototype;
  const setTimeout = window.setTimeout.bind(window);
  const tasks = createTasks();
  const later = (work: () => void) => tasks(() => quietly(work));
  const reader = filter.createReader?.({
    window,
    fetch: window.fetch.bind(window),
    now: () => window.performance.now(),
  });
  const questions =
    reader === undefined
      ? undefined
      : answerQuestions(reader, (reply, transfer) => {
          if (port !== undefined) Reflect.apply(portPostMessage, port, [reply, transfer]);
        });

  let mode: Mode = 'waiting';
  let port: MessagePort | undefined;
  let buffer: string[] = [];
  let bufferedChars = 0;
  let exchanges = 0;
  let constants: string | undefined;
  let constantsTries = 0;
  /** There once another tap took over. */
  let next: ((frame: TapFrame) => void) | undefined;

  const emit = (frame: TapFrame) => {
    if (next !== undefined) next(frame);
    else if (mode !== 'off' && frame.text.length <= MAX_FRAME_CHARS) emitText(toFrameText(frame));
  };

  const emitText = (text: string) => {
    if (mode === 'on' && port !== undefined) {
      Reflect.apply(portPostMessage, port, [text]);
      return;
    }
    if (buffer.length >= MAX_BUFFERED_FRAMES || bufferedChars + text.length > MAX_BUFFERED_CHARS) return;
    buffer.push(text);
    bufferedChars += text.length;
  };

  const drop = () => {
    buffer = [];
    bufferedChars = 0;
  };

  const readConstants = () => {
    if (mode !== 'on' || filter.readConstants === undefined) return;
    const found = filter.readConstants(window);
    if (found !== undefined && found !== constants) {
      constants = found;
      emit({ kind: 'constants', tag: 'constants', exchange: 0, text: found });
    }
    constantsTries += 1;
    if (constants === undefined && constantsTries < CONSTANTS_TRIES)
      setTimeout(() => quietly(readConstants), CONSTANTS_EVERY_MS);
  };

  const obey = (command: unknown) => {
    if (command === COMMANDS.on) {
      mode = 'on';
      const waiting = buffer;
      drop();
      for (const text of waiting) if (port !== undefined) Reflect.apply(portPostMessage, port, [text]);
      constants = undefined;
      constantsTries = 0;
      readConstants();
    } else if (command === COMMANDS.off || command === COMMANDS.bye) {
      mode = 'off';
      drop();
      questions?.end();
      reader?.forget();
      if (command === COMMANDS.bye) awaitPort();
    }
  };

  const awaitPort = () => Reflect.apply(addEventListener, window, ['message', takePort, true]);

  const takePort = (event: Event) => {
    const { data, source, ports } = event as MessageEvent;
    if (source !== window || data !== PORT_TAG || ports[0] === undefined) return;
    event.stopImmediatePropagation();
    Reflect.apply(removeEventListener, window, ['message', takePort, true]);
    const taken = ports[0];
    port = taken;
    const onCommand = (message: Event) =>
      quietly(() => {
        const word: unknown = (message as MessageEvent).data;
        if (typeof word === 'string') obey(word);
        else if (mode === 'on') questions?.take(word);
      });
    Reflect.apply(addEventListener, taken, ['message', onCommand]);
    taken.start();
    Reflect.apply(portPostMessage, taken, [TAKEN]);
  };

  const isObserving = () => mode !== 'off';
  const begin = (tag: string): Exchange => {
    exchanges += 1;
    const exchange = exchanges;
    const forward = (kind: 'request' | 'answer', text: string | undefined) => {
      if (text === undefined || text === '' || !(isObserving() || next !== undefined)) return;
      if (filter.wantsText(tag, text)) emit({ kind, tag, exchange, text });
    };
    let call: SeenCall | undefined;
    const learn = (status: number) => {
      if (call !== undefined && isObserving()) reader?.learn(call, status);
    };
    return {
      request(seen) {
        call = seen;
        forward('request', filter.describe === undefined ? seen.body : filter.describe(tag, seen));
      },
      answer(text) {
        quietly(() => learn(200));
        forward('answer', filter.withoutCredentials === undefined ? text : filter.withoutCredentials(text));
      },
      failed(status) {
        quietly(() => learn(status));
        emit({ kind: 'failed', tag, exchange, text: '' });
      },
    };
  };
  const hookOptions = { isObserving, filter, begin, later };

  quietly(() => {
    const left = window[TAP_KEY]?.stepAside(emit);
    if (left === undefined) return;
    exchanges = left.exchanges;
    for (const text of left.texts) emitText(text);
  });
  const unhooks: Unhook[] = [hookXhr(window, hookOptions), hookFetch(window, hookOptions)];
  if (filter.dataFunction !== undefined) {
    const { name, texts } = filter.dataFunction;
    const onData = (data: unknown[]) => {
      for (const text of texts(data)) emit({ kind: 'embedded', tag: name, exchange: 0, text });
    };
    unhooks.push(hookDataFunction(window, name, isObserving, (data) => later(() => onData(data))));
  }
  awaitPort();
  setTimeout(() => {
    if (mode === 'waiting') obey(COMMANDS.off);
  }, WAIT_FOR_ORDERS_MS);

  const stepAside: RunningTap['stepAside'] = (successor) => {
    const leftovers = { texts: mode === 'waiting' ? buffer : [], exchanges };
    const wasObserving = mode !== 'off';
    obey(COMMANDS.off);
    Reflect.apply(removeEventListener, window, ['message', takePort, true]);
    port?.close();
    for (const unhook of unhooks.toReversed()) quietly(unhook);
    if (wasObserving) next = successor;
    return leftovers;
  };
  quietly(() =>
    Object.defineProperty(window, TAP_KEY, { value: { stepAside }, configurable: true, enumerable: false }),
  );
  window.dispatchEvent(new Event(READY_EVENT));
}
