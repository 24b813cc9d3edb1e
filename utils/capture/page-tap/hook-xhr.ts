import { bodyText } from './body-text.ts';
import type { Exchange, HookOptions, Unhook } from './page-filter.ts';
import { passThrough, replaceMethod } from './pass-through.ts';
import { quietly } from './quietly.ts';

/** A watched request between `open` and `send`. */
interface Opened {
  readonly tag: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Map<string, string>;
}

/** Watches XMLHttpRequest, which older webmails use for everything. */
export function hookXhr(window: Window & typeof globalThis, options: HookOptions): Unhook {
  const { isObserving, filter, begin, later } = options;
  const { prototype } = window.XMLHttpRequest;
  const { addEventListener } = window.EventTarget.prototype;
  const watched = new WeakMap<object, Opened>();

  const open = passThrough(prototype.open, (self, args) => {
    if (!isObserving() || !isObject(self)) return;
    const url = new URL(String(args[1]), window.document.baseURI).href;
    const tag = filter.tagOf(url);
    if (tag === undefined) watched.delete(self);
    else watched.set(self, { tag, url, method: String(args[0]).toUpperCase(), headers: new Map() });
  });

  const setRequestHeader = passThrough(prototype.setRequestHeader, (self, args) => {
    if (!isObject(self)) return;
    const headers = watched.get(self)?.headers;
    const name = String(args[0]).toLowerCase();
    const before = headers?.get(name);
    // The browser joins what is set twice.
    headers?.set(name, before === undefined ? String(args[1]) : `${before}, ${String(args[1])}`);
  });

  const send = passThrough(prototype.send, (self, args) => {
    if (!isObserving() || !isObject(self)) return;
    const opened = watched.get(self);
    if (opened === undefined) return;
    const { tag, ...head } = opened;
    const request = self as XMLHttpRequest;
    const exchange = begin(tag);
    bodyText(args[0], (body) => later(() => exchange.request({ ...head, body })), filter.formField);
    Reflect.apply(addEventListener, request, [
      'loadend',
      () => quietly(() => later(() => readAnswer(request, exchange, later))),
      { once: true },
    ]);
  });

  const unhooks = [
    replaceMethod(prototype, 'open', open),
    replaceMethod(prototype, 'setRequestHeader', setRequestHeader),
    replaceMethod(prototype, 'send', send),
  ];
  return () => {
    for (const unhook of unhooks.toReversed()) unhook();
  };
}

/** Reads what is there without changing it: `responseText` may be asked for only where the type is text. */
function readAnswer(request: XMLHttpRequest, exchange: Exchange, later: HookOptions['later']): void {
  if (request.readyState !== 4) return;
  if (request.status < 200 || request.status >= 300) {
    exchange.failed(request.status);
    return;
  }
  const { responseType } = request;
  if (responseType === '' || responseType === 'text') exchange.answer(request.responseText);
  else if (responseType === 'json') exchange.answer(JSON.stringify(request.response));
  else if (responseType === 'arraybuffer' || responseType === 'blob') {
    bodyText(request.response, (text) => later(() => exchange.answer(text)));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
