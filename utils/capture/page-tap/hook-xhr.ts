import { bodyText } from './body-text.ts';
import type { Exchange, HookOptions, Unhook } from './page-filter.ts';
import { passThrough, replaceMethod } from './pass-through.ts';
import { quietly } from './quietly.ts';

/** Watches XMLHttpRequest, which Gmail uses for everything it syncs. */
export function hookXhr(window: Window & typeof globalThis, options: HookOptions): Unhook {
  const { isObserving, filter, begin, later } = options;
  const { prototype } = window.XMLHttpRequest;
  const { addEventListener } = window.EventTarget.prototype;
  const tags = new WeakMap<object, string>();

  const open = passThrough(prototype.open, (self, args) => {
    if (!isObserving() || !isObject(self)) return;
    const tag = filter.tagOf(new URL(String(args[1]), window.document.baseURI).href);
    if (tag === undefined) tags.delete(self);
    else tags.set(self, tag);
  });

  const send = passThrough(prototype.send, (self, args) => {
    if (!isObserving() || !isObject(self)) return;
    const tag = tags.get(self);
    if (tag === undefined) return;
    const request = self as XMLHttpRequest;
    const exchange = begin(tag);
    bodyText(args[0], (text) => exchange.request(text), later);
    Reflect.apply(addEventListener, request, [
      'loadend',
      () => quietly(() => later(() => readAnswer(request, exchange, later))),
      { once: true },
    ]);
  });

  const unhookOpen = replaceMethod(prototype, 'open', open);
  const unhookSend = replaceMethod(prototype, 'send', send);
  return () => {
    unhookSend();
    unhookOpen();
  };
}

/** Reads what is there without changing it: `responseText` may be asked for only where the type is text. */
function readAnswer(request: XMLHttpRequest, exchange: Exchange, later: HookOptions['later']): void {
  if (request.readyState !== 4) return;
  if (request.status < 200 || request.status >= 300) {
    exchange.failed();
    return;
  }
  const { responseType } = request;
  if (responseType === '' || responseType === 'text') exchange.answer(request.responseText);
  else if (responseType === 'json') exchange.answer(JSON.stringify(request.response));
  else if (responseType === 'arraybuffer' || responseType === 'blob') {
    bodyText(request.response, (text) => exchange.answer(text), later);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
