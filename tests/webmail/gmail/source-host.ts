import { file, plain, readableFrom, redirect } from './respond.ts';

interface Ticket {
  path: string;
  bytes: Uint8Array;
  mime: string;
  name: string;
  ref: string;
  untilMs: number;
  used: boolean;
}

export interface Download {
  bytes: Uint8Array;
  mime: string;
  name: string;
  /** Message whose content this is. */
  ref: string;
}

/**
 * The host files are really read from. Its addresses live shortly, need no cookie, and are good for one reading: a second
 * one is bounced back to the webmail without permission to read across hosts. The same asking address leads to the same
 * file address while that lives, so whoever asks twice must ask differently.
 */
export interface SourceHost {
  /** Address to redirect to for what was asked for at `askedUrl`. */
  addressFor(askedUrl: string, download: Download): string;
  /** Answers a request to the host; `ref` is there when content went out. */
  answer(url: URL): { response: Response; ref?: string };
}

const LIFE_MS = 60_000;

export interface SourceHostParts {
  origin: string;
  mailOrigin: string;
  now(): number;
  token(length: number): string;
}

export function createSourceHost(parts: SourceHostParts): SourceHost {
  const byAsked = new Map<string, Ticket>();
  const byPath = new Map<string, Ticket>();

  return {
    addressFor(askedUrl, download) {
      const known = byAsked.get(askedUrl);
      if (known && known.untilMs > parts.now()) return parts.origin + known.path;
      const path = `/attachment/u/0/?ui=2&att=${parts.token(40)}`;
      const ticket: Ticket = { ...download, path, untilMs: parts.now() + LIFE_MS, used: false };
      byAsked.set(askedUrl, ticket);
      byPath.set(path, ticket);
      return parts.origin + path;
    },
    answer(url) {
      const ticket = byPath.get(url.pathname + url.search);
      if (!ticket) return { response: plain('Not found', 404) };
      if (ticket.used || ticket.untilMs <= parts.now()) return { response: redirect(`${parts.mailOrigin}/mail/u/0/`) };
      ticket.used = true;
      const headers = { ...readableFrom(parts.mailOrigin), 'cache-control': 'private, no-store' };
      return { response: file(ticket.bytes, ticket.mime, ticket.name, headers), ref: ticket.ref };
    },
  };
}
