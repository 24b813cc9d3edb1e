import type { PageTapChannel } from '../adapter.ts';
import { COMMANDS, PORT_TAG, READY_EVENT, TAKEN } from './handover.ts';
import { type PageReply, parseReply } from './page-reader.ts';

/** A page-tap that has just said it is there may still find an earlier offer in its queue. */
const REOFFER_AFTER_MS = 200;

const OFFER_ONCE_MORE_AFTER_MS = 1000;

/** A question nobody has answered by then is taken for one that had no answer. */
const REPLY_WITHIN_MS = 90_000;

/**
 * The isolated end: hands a port to the page-tap, and tells it whether to observe. It says nothing until it is told
 * itself, so a page-tap keeps waiting rather than observing unasked.
 *
 * @param isAlive False once this script's extension is gone, after which it must not compete with its successor.
 */
export function createPageTapChannel(
  window: Window,
  signal: AbortSignal,
  isAlive: () => boolean = () => true,
): PageTapChannel {
  const listeners = new Set<(text: string) => void>();
  const offered = new Set<MessagePort>();
  let taken: MessagePort | undefined;
  const waiting = new Map<number, (reply: PageReply) => void>();
  let wanted: boolean | undefined;
  let asked = 0;

  const tell = () => {
    if (wanted !== undefined) taken?.postMessage(wanted ? COMMANDS.on : COMMANDS.off);
  };

  const take = (port: MessagePort) => {
    offered.delete(port);
    for (const other of [...offered, taken]) other?.close();
    offered.clear();
    taken = port;
    tell();
  };

  const offer = () => {
    if (signal.aborted || !isAlive()) return;
    const { port1, port2 } = new MessageChannel();
    offered.add(port1);
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string') {
        const reply = port1 === taken ? parseReply(data) : undefined;
        if (reply !== undefined) waiting.get(reply.reply)?.(reply);
        return;
      }
      if (data === TAKEN && port1 !== taken) take(port1);
      else if (wanted === true) for (const listener of listeners) listener(data);
    });
    port1.start();
    window.postMessage(PORT_TAG, window.origin, [port2]);
  };

  // A page-tap that came later, or one of a new version that took over, needs a port of its own.
  const onReady = () => {
    const before = taken;
    window.setTimeout(() => {
      if (taken === before) offer();
    }, REOFFER_AFTER_MS);
  };

  window.addEventListener(READY_EVENT, onReady, { signal });
  offer();
  // Where this script follows another of its kind, the page-tap may still be holding the port of that one.
  window.setTimeout(() => {
    if (taken === undefined) offer();
  }, OFFER_ONCE_MORE_AFTER_MS);
  signal.addEventListener('abort', () => {
    wanted = false;
    taken?.postMessage(COMMANDS.bye);
    listeners.clear();
    for (const port of [...offered, taken]) port?.close();
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    observe(on) {
      wanted = on;
      tell();
    },
    ask(question, until) {
      const port = taken;
      if (port === undefined || wanted !== true || until.aborted) return Promise.resolve({ status: 0 });
      asked += 1;
      const ask = asked;
      return new Promise((resolve) => {
        const settle = (reply: PageReply) => {
          waiting.delete(ask);
          window.clearTimeout(timer);
          until.removeEventListener('abort', giveUp);
          resolve(reply);
        };
        const giveUp = () => {
          port.postMessage({ cancel: ask });
          settle({ status: 0 });
        };
        const timer = window.setTimeout(giveUp, REPLY_WITHIN_MS);
        until.addEventListener('abort', giveUp);
        waiting.set(ask, settle);
        port.postMessage({ ask, question });
      });
    },
  };
}
