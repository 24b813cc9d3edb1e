import type { PageConfig } from './config.ts';
import { fingerprint, preflightFingerprint } from './fingerprint.ts';

// The page keeps what it asks with from the moment it starts, so whoever wants to see it ask must be there before.
const { fetch: keptFetch, XMLHttpRequest: KeptRequest } = window;

export interface Ask {
  method: 'GET' | 'POST';
  url: string;
  body?: string | Uint8Array<ArrayBuffer>;
  contentType?: string;
  /** A script used the page's controls, not a person. */
  scripted?: boolean;
  /** A list rather than anything else, for pages that ask in two ways. */
  isList?: boolean;
}

export interface Told {
  status: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The way requests leave the page. */
export type Line = (ask: Ask) => Promise<Told>;

/** Tells the server of a request to come, so that it knows the page's own from copies of it. No part of the webmail. */
function createAnnouncer(config: PageConfig): (ask: Ask, body: Uint8Array) => Promise<void> {
  let number = 0;
  return (ask, body) =>
    new Promise((resolve) => {
      number += 1;
      const query = new URLSearchParams({
        key: config.key,
        number: String(number),
        request: fingerprint(ask.method, ask.url, body),
        preflight: preflightFingerprint(ask.method, ask.url),
        scripted: String(ask.scripted === true),
      });
      // Pictures go another way than what scripts fetch.
      const image = new Image();
      image.onload = () => resolve();
      image.onerror = () => resolve();
      image.src = `/_/announce?${query}`;
    });
}

async function byFetch(ask: Ask): Promise<Told> {
  const response = await keptFetch.call(window, ask.url, {
    method: ask.method,
    credentials: 'include',
    ...(ask.contentType === undefined ? {} : { headers: { 'Content-Type': ask.contentType } }),
    ...(ask.body === undefined ? {} : { body: ask.body }),
  });
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
}

function byRequest(ask: Ask): Promise<Told> {
  return new Promise((resolve, reject) => {
    const request = new KeptRequest();
    request.open(ask.method, ask.url, true);
    request.withCredentials = true;
    if (ask.contentType !== undefined) request.setRequestHeader('Content-Type', ask.contentType);
    // Files are bytes; everything else is read as text.
    if (ask.method === 'GET') request.responseType = 'arraybuffer';
    request.onload = () => {
      const bytes =
        ask.method === 'GET' ? new Uint8Array(request.response) : new TextEncoder().encode(request.responseText);
      resolve({ status: request.status, bytes });
    };
    request.onerror = () => reject(new Error('no answer'));
    request.send(ask.body ?? null);
  });
}

const toBase64 = (bytes: Uint8Array): string => {
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
};

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

const bytesOf = (body: string | Uint8Array<ArrayBuffer> | undefined): Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? new TextEncoder().encode(body) : (body ?? new Uint8Array());

export function createLine(config: PageConfig): Line {
  const announce = createAnnouncer(config);
  const { transport, traffic } = config.behaviour;

  const plainly: Line = async (ask) => {
    await announce(ask, bytesOf(ask.body));
    const usesRequest = transport === 'xhr' || (transport === 'mixed' && ask.isList === true);
    return usesRequest ? byRequest(ask) : byFetch(ask);
  };
  if (traffic === 'usual') return plainly;
  return async (ask) => {
    const inner = JSON.stringify({ m: ask.method, u: ask.url, b: toBase64(bytesOf(ask.body)) });
    const { scripted = false, isList = false } = ask;
    const body = toBase64(new TextEncoder().encode(inner));
    const told = await plainly({
      method: 'POST',
      url: config.veiled,
      body,
      contentType: 'text/plain',
      scripted,
      isList,
    });
    if (told.status !== 200) return told;
    const covered = new TextDecoder().decode(fromBase64(new TextDecoder().decode(told.bytes)));
    const { s, b } = JSON.parse(covered) as { s: number; b: string };
    return { status: s, bytes: fromBase64(b) };
  };
}

/** The session ended. */
export class SignedOut extends Error {}

/** The server said no. */
export class Refused extends Error {}

const OVER = [401, 403, 421, 450];

/** Asks and reads the JSON of the answer. */
export async function askJson(line: Line, ask: Ask): Promise<Record<string, unknown>> {
  const { status, bytes } = await line(ask);
  if (OVER.includes(status)) throw new SignedOut();
  if (status !== 200) throw new Refused(`status ${status}`);
  const body = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  if (body.success === false) throw new Refused(String(body.errorCode));
  return body;
}
