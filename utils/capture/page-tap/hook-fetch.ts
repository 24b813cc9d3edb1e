import { bodyText } from './body-text.ts';
import type { Exchange, HookOptions, SeenCall, Unhook } from './page-filter.ts';
import { replaceMethod } from './pass-through.ts';
import { quietly } from './quietly.ts';

/** Watches `fetch`. The page gets the very promise the browser made; the answer is read from a copy. */
export function hookFetch(window: Window & typeof globalThis, options: HookOptions): Unhook {
  const { isObserving, filter, begin, later } = options;
  const original = window.fetch;
  const wrapped = new Proxy(original, {
    apply(target, self, args: unknown[]) {
      let exchange: Exchange | undefined;
      let copy: Promise<string> | undefined;
      quietly(() => {
        const tag = isObserving() ? filter.tagOf(addressOf(args[0], window)) : undefined;
        if (tag === undefined) return;
        exchange = begin(tag);
        // A Request's body is used up by fetching it, so the copy has to be made before.
        if (isRequestWithBody(args[0]) && !hasBody(args[1])) copy = textOf(args[0].clone(), filter.formField);
      });
      const promise: unknown = Reflect.apply(target, self, args);
      quietly(() => {
        if (exchange === undefined) return;
        const { request, answer, failed } = exchange;
        const head = headOf(args[0], args[1], window);
        const tell = (body: string) => later(() => request({ ...head, body }));
        if (copy !== undefined) void copy.then(tell, () => tell(''));
        else if (hasBody(args[1])) bodyText(args[1].body, tell, filter.formField);
        else tell('');
        void (promise as Promise<Response>).then(
          (response) => {
            quietly(() => {
              if (!response.ok) later(() => failed(response.status));
              else
                void response
                  .clone()
                  .text()
                  .then((text) => later(() => answer(text)), ignore);
            });
          },
          () => later(() => failed(0)),
        );
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

/** Everything of a call but its body. What the second argument says goes before what a Request says, as in `fetch`. */
function headOf(input: unknown, init: unknown, window: Window): Omit<SeenCall, 'body'> {
  const { method, headers } = (init ?? {}) as { method?: unknown; headers?: HeadersInit };
  const own = input instanceof Request ? input : undefined;
  const named = new Map<string, string>();
  new Headers(headers ?? own?.headers).forEach((value, name) => {
    named.set(name, value);
  });
  return {
    url: addressOf(input, window),
    method: String(method ?? own?.method ?? 'GET').toUpperCase(),
    headers: named,
  };
}

async function textOf(request: Request, formField: string | undefined): Promise<string> {
  const isForm = request.headers.get('content-type')?.startsWith('multipart/form-data') === true;
  if (!isForm) return request.text();
  const field = formField === undefined ? null : (await request.formData()).get(formField);
  return new Promise((resolve) => bodyText(field, resolve));
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
