import { bodyText } from './body-text.ts';
import type { Exchange, HookOptions, Unhook } from './page-filter.ts';
import { replaceMethod } from './pass-through.ts';
import { quietly } from './quietly.ts';

/** Watches `fetch`. The page gets the very promise the browser made; the answer is read from a copy. */
export function hookFetch(window: Window & typeof globalThis, options: HookOptions): Unhook {
  const { isObserving, filter, begin, later } = options;
  const original = window.fetch;
  const wrapped = new Proxy(original, {
    apply(target, self, args: unknown[]) {
      let exchange: Exchange | undefined;
      let body: Promise<string> | undefined;
      quietly(() => {
        const tag = isObserving() ? filter.tagOf(addressOf(args[0], window)) : undefined;
        if (tag === undefined) return;
        exchange = begin(tag);
        // A Request's body is used up by fetching it, so the copy has to be made before.
        if (isRequestWithBody(args[0]) && !hasBody(args[1])) body = args[0].clone().text();
      });
      const promise: unknown = Reflect.apply(target, self, args);
      quietly(() => {
        if (exchange === undefined) return;
        const { request, answer, failed } = exchange;
        void body?.then((text) => later(() => request(text)), ignore);
        if (hasBody(args[1])) bodyText(args[1].body, request, later);
        void (promise as Promise<Response>).then((response) => {
          quietly(() => {
            if (!response.ok) failed();
            else
              void response
                .clone()
                .text()
                .then((text) => later(() => answer(text)), ignore);
          });
        }, failed);
      });
      return promise;
    },
  });
  return replaceMethod(window, 'fetch', wrapped);
}

function addressOf(input: unknown, window: Window): string {
  const address = input instanceof Request ? input.url : String(input);
  return new URL(address, window.document.baseURI).href;
}

function isRequestWithBody(input: unknown): input is Request {
  return input instanceof Request && input.method !== 'GET' && input.method !== 'HEAD' && !input.bodyUsed;
}

function hasBody(init: unknown): init is { body: unknown } {
  return typeof init === 'object' && init !== null && 'body' in init && init.body !== null && init.body !== undefined;
}

function ignore(): void {
  // An answer that breaks off is the page's to notice.
}
