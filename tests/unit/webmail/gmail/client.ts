import type { GmailStandIn } from '../../../webmail/gmail/gmail-stand-in.ts';
import type { PageConfig } from '../../../webmail/gmail/page/config.ts';
import { changesRequest, type Operation, type OutgoingRecord } from '../../../webmail/gmail/page/operations.ts';
import { fromWire, numberAt, toWire } from '../../../webmail/gmail/page/wire.ts';
import { rawMail, type SampleMail } from '../../../webmail/gmail/samples.ts';

export const REP = 'rep@example.com';
export const MAIL = 'https://mail.google.com';
/** 2026-03-02T09:00:00Z. */
export const START_MS = 1_772_442_000_000;

/** A clock that stands still until told. */
export function createClock(): { now(): number; pass(ms: number): void } {
  let nowMs = START_MS;
  return {
    now: () => nowMs,
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

/** Numbers in [0, 1) that are the same at each run. */
export function createRandom(seed = 7): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export const sample = (over: Partial<SampleMail> = {}): string =>
  rawMail({
    from: { name: 'Ana Torres', email: 'ana@northwind.example' },
    to: `Robin Reyes <${REP}>`,
    subject: 'Offer',
    html: '<p>Dear Robin</p>',
    messageId: '<offer@northwind.example>',
    dateMs: START_MS - 5000,
    ...over,
  });

export const outgoing = (over: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
  id: 'msg-a:r8190137112111191537',
  threadId: 'thread-a:r8190137112111191537',
  from: { email: REP, name: 'Robin Reyes' },
  isAlias: false,
  to: [{ email: 'ana@northwind.example', name: 'Ana Torres' }],
  cc: [],
  bcc: [],
  subject: 'Prices',
  html: '<div dir="ltr">Dear Ana</div>',
  quoted: '',
  labels: ['^all', '^r', '^r_bt'],
  files: [],
  ...over,
});

export const SENDING = ['^all', '^pfg', '^f_bt', '^f_btns', '^f_cl'];

export interface PageClient {
  config: PageConfig;
  html: string;
  cookie: string;
  /** A request in this session; redirects are not followed. */
  get(url: string, init?: RequestInit): Promise<Response>;
  /** As the page asks, in arrays. */
  ask(endpoint: 's' | 'fd' | 'bv', body: unknown, headers?: Record<string, string>): Promise<unknown>;
  change(operations: Operation[]): Promise<unknown>;
  poll(): Promise<unknown>;
}

/** A page's side of the conversation without a browser. */
export async function openPage(webmail: GmailStandIn, account = REP): Promise<PageClient> {
  const page = await webmail.handle(new Request(webmail.url(account)));
  const html = await page.text();
  const found = /<script type="application\/json" id="stand-in-page">(.*?)<\/script>/.exec(html);
  const config: PageConfig = JSON.parse(found?.[1] ?? '{}');
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  let { history } = config;

  const get: PageClient['get'] = (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    return webmail.handle(new Request(new URL(url, MAIL), { ...init, headers }));
  };
  const ask: PageClient['ask'] = async (endpoint, body, headers = {}) => {
    const response = await get(`${config.syncBase}/i/${endpoint}?hl=en&c=1&rt=r&pt=ji`, {
      method: 'POST',
      headers: {
        'x-gmail-btai': '[]',
        'x-framework-xsrf-token': config.xsrf,
        'x-stand-in-page': config.pageKey,
        ...headers,
      },
      body: JSON.stringify(toWire(body, config.behaviour.form)),
    });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return response.json();
  };
  const change: PageClient['change'] = async (operations) => {
    const answer = await ask('s', changesRequest(operations, history, START_MS));
    history = numberAt(fromWire(answer), 1, 7) || history;
    return answer;
  };
  return { config, html, cookie, get, ask, change, poll: () => change([]) };
}

/** Every record of a message in an answer, wherever it stands. */
export function recordsIn(value: unknown): unknown[][] {
  if (!Array.isArray(value)) return [];
  const isRecord = typeof value[0] === 'string' && /^msg-[af]:r?-?\d+$/.test(value[0]) && Array.isArray(value[1]);
  return [...(isRecord ? [value] : []), ...value.flatMap(recordsIn)];
}
