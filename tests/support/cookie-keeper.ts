/** Makes a browser that was used before look as if it had no cookies yet, to whoever stands in from now on. */
export interface CookieKeeper {
  /** Remembers the cookies an answer brings. */
  note(response: Response): Response;
  /** The request without cookies of those who stood in before. */
  strip(request: Request): Request;
  /** Somebody else stands in from now on. */
  forget(): void;
}

export function createCookieKeeper(): CookieKeeper {
  let given = new Set<string>();
  const stale = new Set<string>();
  return {
    note(response) {
      for (const line of response.headers.getSetCookie()) given.add(line.split(';', 1)[0]?.trim() ?? '');
      return response;
    },
    strip(request) {
      const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/);
      const kept = pairs.filter((pair) => !stale.has(pair));
      if (kept.length === pairs.length) return request;
      const headers = new Headers(request.headers);
      headers.delete('cookie');
      if (kept.length > 0) headers.set('cookie', kept.join('; '));
      const { method, url, body } = request;
      const init: RequestInit & { duplex: 'half' } = { method, headers, duplex: 'half' };
      return new Request(url, body === null ? init : { ...init, body });
    },
    forget() {
      for (const pair of given) stale.add(pair);
      given = new Set();
    },
  };
}
