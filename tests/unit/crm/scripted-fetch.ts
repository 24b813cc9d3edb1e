/** One request as the fake server saw it. */
export interface Seen {
  method: string;
  /** Path below `/api/v4`, or the whole address where it is another. */
  path: string;
  query: URLSearchParams;
  rawQuery: string;
  headers: Headers;
  body: string;
  init: Pick<Request, 'credentials' | 'redirect' | 'referrerPolicy'>;
}

export type Script = (seen: Seen, signal: AbortSignal) => Response | Promise<Response>;

export const BASE = 'https://crm.example.com';

/** A `fetch` that answers by script and keeps what it was asked. Aborts as a browser's does. */
export function scriptedFetch(script: Script) {
  const seen: Seen[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const entry: Seen = {
      method: request.method,
      path: request.url.startsWith(`${BASE}/api/v4/`)
        ? url.pathname.slice('/api/v4/'.length)
        : url.origin + url.pathname,
      query: url.searchParams,
      rawQuery: url.search,
      headers: request.headers,
      body: await request.text(),
      init: { credentials: request.credentials, redirect: request.redirect, referrerPolicy: request.referrerPolicy },
    };
    seen.push(entry);
    const aborted = new Promise<never>((_, reject) => {
      const stop = () => reject(request.signal.reason);
      if (request.signal.aborted) stop();
      else request.signal.addEventListener('abort', stop, { once: true });
    });
    return await Promise.race([Promise.resolve(script(entry, request.signal)), aborted]);
  };
  return { fetch, seen };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json', ...headers } });
}
