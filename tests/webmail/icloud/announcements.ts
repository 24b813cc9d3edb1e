import { fingerprint, preflightFingerprint } from './page/fingerprint.ts';

interface Announced {
  request: string;
  preflight: string;
  /** The page does it for a script that used its controls, not for a person. */
  scripted: boolean;
  untilMs: number;
}

/**
 * Tells the page's own requests from everybody else's. The page announces each request just before it goes out, by a
 * way no fetch or XMLHttpRequest takes part in, and each announcement is good for one request. So the requests
 * themselves carry no mark that a copy would carry too: the second of two equal ones is not the page's.
 */
export interface Announcements {
  /** A page was loaded; the key goes into its document. */
  open(): string;
  /** Takes an announcement in; one that was there before is ignored. */
  announce(query: URLSearchParams): void;
  /** Uses up the announcement of a request, where there is one. */
  take(method: string, url: string, body: Uint8Array): { byPage: boolean; byHand: boolean };
  /** Whether the question before a request is asked for the page. */
  expects(method: string, url: string): boolean;
}

/** A request that was announced and never went out must not lend its name to a later one. */
const LIFE_MS = 10_000;

export function createAnnouncements(parts: { now(): number; token(length: number): string }): Announcements {
  const keys = new Set<string>();
  const seen = new Set<string>();
  let waiting: Announced[] = [];

  const alive = (): Announced[] => {
    waiting = waiting.filter((one) => one.untilMs > parts.now());
    return waiting;
  };

  return {
    open() {
      const key = parts.token(24);
      keys.add(key);
      return key;
    },
    announce(query) {
      const key = query.get('key') ?? '';
      const once = `${key} ${query.get('number')}`;
      if (!keys.has(key) || seen.has(once)) return;
      seen.add(once);
      waiting.push({
        request: query.get('request') ?? '',
        preflight: query.get('preflight') ?? '',
        scripted: query.get('scripted') === 'true',
        untilMs: parts.now() + LIFE_MS,
      });
    },
    take(method, url, body) {
      const name = fingerprint(method, url, body);
      const found = alive().find((one) => one.request === name);
      waiting = waiting.filter((one) => one !== found);
      return { byPage: found !== undefined, byHand: found !== undefined && !found.scripted };
    },
    expects: (method, url) => alive().some((one) => one.preflight === preflightFingerprint(method, url)),
  };
}
