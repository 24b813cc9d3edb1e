import type { SeenCall } from '../../page-tap/page-filter.ts';
import { type CreatePageReader, MAX_REPLY_BYTES, NO_CREDENTIALS, type PageReader } from '../../page-tap/page-reader.ts';
import { type Flavour, flavours, type OutlookSite } from '../flavours.ts';
import { mailboxOfCall } from './mailbox-of-call.ts';
import { readReply } from './read-reply.ts';
import { type ReadRequest, toReadRequest } from './read-requests.ts';
import { PAYLOAD_HEADER, payloadOf } from './service-call.ts';

/** How the page asks in the name of one mailbox. Credentials are in it, so it never leaves this world. */
interface Envelope {
  url: URL;
  headers: Map<string, string>;
  /** `Header` blocks by action. One of another action was seen to be refused, so the action's own goes first. */
  blocks: Map<string, unknown>;
}

/** The session is over, or the page has to sign in anew behind the scenes. */
const SIGNED_OUT = new Set([401, 440, 449]);

/** Headers that belong to one request and not to how requests are made. */
const OF_ONE_REQUEST = new Set([
  PAYLOAD_HEADER,
  'action',
  'content-type',
  'content-length',
  'x-owa-actionid',
  'x-owa-actionname',
  'x-owa-actionsource',
  'x-owa-attempt',
  'x-owa-clientbegin',
  'x-owa-correlationid',
]);

/** Longer payloads are messages on their way out; their header block is the same as that of shorter ones. */
const MAX_LEARNT_CHARS = 50_000;
const MAX_MAILBOXES = 30;
const MAX_BLOCKS = 20;

/** Payloads up to this many encoded characters go in a header, as the page itself does it. */
const MAX_PAYLOAD_HEADER = 2048;
const REQUEST_LIMIT_MS = 80_000;

/**
 * Reads with the envelope of the page's own newest successful call of the same mailbox, of which only action and `Body`
 * are changed. What was learnt is dropped as soon as the server no longer takes it.
 */
export function createOutlookReader({ window, fetch }: Parameters<CreatePageReader>[0], site: OutlookSite): PageReader {
  const flavour = flavours[site];
  const envelopes = new Map<string, Envelope>();
  let count = 0;

  const learn = (call: SeenCall, status: number) => {
    const isBoot = /\.ashx(?:\?|$)/i.test(call.url);
    if (!isBoot && !/\/service\.svc\?/i.test(call.url)) return;
    const { mailbox } = mailboxOfCall(call);
    if (SIGNED_OUT.has(status)) {
      envelopes.delete(mailbox);
      return;
    }
    if (status !== 200) return;
    const before = envelopes.get(mailbox);
    const headers = new Map([...call.headers].filter(([name]) => !OF_ONE_REQUEST.has(name)));
    // The form of ids must stay the same: a message would go by two names.
    const prefer = before?.headers.get('prefer');
    if (prefer !== undefined && !headers.has('prefer')) headers.set('prefer', prefer);
    const blocks = before?.blocks ?? new Map<string, unknown>();
    const action = actionOf(call);
    const block = isBoot ? undefined : headerBlockOf(call);
    if (block !== undefined && action !== undefined && (blocks.has(action) || blocks.size < MAX_BLOCKS)) {
      blocks.delete(action);
      blocks.set(action, block);
    }
    envelopes.delete(mailbox);
    envelopes.set(mailbox, { url: isBoot ? serviceOf(call.url, flavour) : new URL(call.url), headers, blocks });
    const oldest = envelopes.keys().next().value;
    if (envelopes.size > MAX_MAILBOXES && oldest !== undefined) envelopes.delete(oldest);
  };

  const envelopeOf = (mailbox: string): Envelope | undefined => {
    const known = envelopes.get(mailbox);
    if (known !== undefined) return known;
    if (mailbox !== '') return undefined;
    if (envelopes.size === 1) return envelopes.values().next().value;
    const canRead = envelopes.size === 0 && flavour.canaryInCookie && canaryOf(window) !== undefined;
    return canRead ? unlearnt(window, flavour) : undefined;
  };

  const ask = async (mailbox: string, request: ReadRequest, envelope: Envelope, signal: AbortSignal) => {
    count += 1;
    const { action } = request;
    const url = new URL(envelope.url);
    url.searchParams.set('action', action);
    if (url.searchParams.has('n')) url.searchParams.set('n', String(1000 + count));
    const headers = new Headers([...envelope.headers]);
    headers.set('action', action);
    headers.set('content-type', 'application/json; charset=utf-8');
    if (flavour.actionNameHeader !== undefined) headers.set(flavour.actionNameHeader, `${action}Action`);
    const canary = flavour.canaryInCookie ? canaryOf(window) : undefined;
    if (canary !== undefined) headers.set('x-owa-canary', canary);
    const payload = JSON.stringify(toPayload(request, envelope.blocks, flavour));
    const encoded = encodeURIComponent(payload);
    const isShort = encoded.length <= MAX_PAYLOAD_HEADER;
    if (isShort) headers.set(PAYLOAD_HEADER, encoded);
    const response = await fetch(url.href, {
      method: 'POST',
      headers,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]),
      ...(isShort ? {} : { body: payload }),
    });
    if (SIGNED_OUT.has(response.status)) envelopes.delete(mailbox);
    return readReply(response, MAX_REPLY_BYTES);
  };

  return {
    learn,
    forget: () => envelopes.clear(),
    async read(question, signal) {
      const { mailbox, request } = parseReadQuestion(question);
      if (request === undefined) return { status: 400 };
      const envelope = envelopeOf(mailbox);
      if (envelope === undefined) return { status: NO_CREDENTIALS };
      try {
        return await ask(mailbox, request, envelope, signal);
      } catch {
        signal.throwIfAborted();
        return { status: 0 };
      }
    },
  };
}

function parseReadQuestion(text: string): { mailbox: string; request?: ReadRequest | undefined } {
  try {
    const question: unknown = JSON.parse(text);
    if (typeof question !== 'object' || question === null) return { mailbox: '' };
    const { mailbox } = question as Record<string, unknown>;
    const request = toReadRequest(question as Record<string, unknown>);
    return { mailbox: typeof mailbox === 'string' ? mailbox : '', request };
  } catch {
    return { mailbox: '' };
  }
}

function toPayload({ action, body }: ReadRequest, blocks: Envelope['blocks'], flavour: Flavour) {
  const newest = [...blocks.values()].at(-1);
  return {
    __type: `${action}JsonRequest:#Exchange`,
    Header: blocks.get(action) ?? newest ?? defaultBlock(flavour),
    Body: { __type: `${action}Request:#Exchange`, ...body },
  };
}

function defaultBlock({ serverVersion }: Flavour) {
  return {
    __type: 'JsonRequestHeaders:#Exchange',
    RequestServerVersion: serverVersion,
    TimeZoneContext: {
      __type: 'TimeZoneContext:#Exchange',
      TimeZoneDefinition: { __type: 'TimeZoneDefinitionType:#Exchange', Id: 'UTC' },
    },
  };
}

function headerBlockOf(call: SeenCall): unknown {
  const payload = payloadOf(call);
  if (payload === '' || payload.length > MAX_LEARNT_CHARS) return undefined;
  try {
    const { Header } = JSON.parse(payload) as { Header?: unknown };
    return typeof Header === 'object' && Header !== null ? Header : undefined;
  } catch {
    return undefined;
  }
}

function actionOf({ url, headers }: SeenCall): string | undefined {
  return new URL(url).searchParams.get('action') ?? headers.get('action') ?? undefined;
}

/** The service that belongs to a first call of another kind. */
function serviceOf(url: string, flavour: Flavour): URL {
  const service = new URL('service.svc', url);
  for (const [name, value] of Object.entries(flavour.query(1))) service.searchParams.set(name, value);
  return service;
}

/** Enough where cookies and canary are all it takes, and the page has not been seen to ask for anything. */
function unlearnt(window: Window, flavour: Flavour): Envelope {
  const base = /^(.*?\/owa\/(?:[^/@]+@[^/]+\/)?)/i.exec(window.location.pathname)?.[1] ?? '/owa/';
  return {
    url: serviceOf(new URL(base, window.origin).href, flavour),
    headers: new Map([['x-requested-with', 'XMLHttpRequest']]),
    blocks: new Map(),
  };
}

function canaryOf(window: Window): string | undefined {
  try {
    return /(?:^|;\s*)X-OWA-CANARY=([^;]+)/i.exec(window.document.cookie)?.[1];
  } catch {
    return undefined;
  }
}
