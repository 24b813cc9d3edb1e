import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { createOutlookStandIn, type OutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import type { PageConfig } from '../../../webmail/outlook/page/config.ts';
import type { Written } from '../../../webmail/outlook/page/outgoing.ts';
import { ticketOf } from '../../../webmail/outlook/page/ticket.ts';
import { at, listAt } from '../../../webmail/outlook/page/wire.ts';
import { createClock, createRandom, REP } from '../gmail/client.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

export interface PageClient {
  config: PageConfig;
  /** Headers of a call as the page writes them; each time with another ticket. */
  headers(action: string): Record<string, string>;
  /** As the page asks. */
  call(action: string, body: object, over?: Record<string, string>): Promise<Reply>;
  /** As somebody asks who copied headers and address of the page's last call, and put another payload in. */
  copy(action: string, body: object, over?: Record<string, string | undefined>): Promise<Reply>;
  startup(): Promise<Reply>;
  request(path: string, init?: RequestInit): Promise<Response>;
}

export const payloadOf = (action: string, body: object): object => ({
  __type: `${action}JsonRequest:#Exchange`,
  Header: {
    __type: 'JsonRequestHeaders:#Exchange',
    RequestServerVersion: 'V2018_01_08',
    TimeZoneContext: { TimeZoneDefinition: { Id: 'India Standard Time' } },
  },
  Body: { __type: `${action}Request:#Exchange`, ...body },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page's side of the conversation without a browser. */
export async function openPage(webmail: OutlookStandIn, account = REP): Promise<PageClient> {
  const url = webmail.url(account);
  const page = await webmail.handle(new Request(url));
  const found = /<script type="application\/json" id="stand-in-page"[^>]*>(.*?)<\/script>/.exec(await page.text());
  const config: PageConfig = JSON.parse(found?.[1] ?? '{}');
  const cookie = page.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  let count = 0;
  let last: Record<string, string> = {};

  const request: PageClient['request'] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    return webmail.handle(new Request(new URL(path, url), { ...init, headers }));
  };
  const headers: PageClient['headers'] = (action) => {
    count += 1;
    return {
      action,
      'content-type': 'application/json; charset=utf-8',
      ...(config.authorization ? { authorization: config.authorization } : {}),
      ...(config.canary ? { 'x-owa-canary': config.canary } : {}),
      ...(config.isShared ? { 'x-owa-explicitlogonuser': config.account } : {}),
      ...(config.flavour === 'on-premises' ? {} : { 'x-anchormailbox': config.anchor }),
      ...(config.flavour !== 'on-premises' && config.behaviour.ids === 'immutable'
        ? { prefer: 'IdType="ImmutableId"' }
        : {}),
      'x-owa-correlationid': `${config.load}_${ticketOf(config.ticketSeed, count, 'own')}_own`,
    };
  };
  const post = async (action: string, given: Record<string, string>, body: string | null): Promise<Reply> => {
    const response = await request(`${config.service}?action=${action}&app=Mail&n=1`, {
      method: 'POST',
      headers: given,
      body,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
  const ask = (action: string, given: Record<string, string>, body: object): Promise<Reply> => {
    const text = JSON.stringify(payloadOf(action, body));
    const encoded = encodeURIComponent(text);
    if (encoded.length > 2048) return post(action, given, text);
    return post(action, { ...given, 'X-OWA-UrlPostData': encoded }, null);
  };
  return {
    config,
    headers,
    request,
    async call(action, body, over = {}) {
      last = { ...headers(action), ...over };
      return ask(action, last, body);
    },
    copy(action, body, over = {}) {
      const kept = Object.entries({ ...last, action, ...over }).filter(([, value]) => value !== undefined);
      return ask(action, Object.fromEntries(kept) as Record<string, string>, body);
    },
    async startup() {
      const response = await request(config.startup, { method: 'POST', headers: headers('StartupData') });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    },
  };
}

/** Entries of an answer, one for each thing asked for. */
export const entriesOf = (reply: Reply): unknown[] => listAt(reply.json, 'Body', 'ResponseMessages', 'Items');
export const firstItem = (reply: Reply): unknown => at(entriesOf(reply)[0], 'Items', 0);

/** `GetItem` of named properties alone, or with the source. */
export const itemRequest = (id: string, fields: string[], withMime = false): object => ({
  ItemIds: [{ __type: 'ItemId:#Exchange', Id: id }],
  ItemShape: {
    __type: 'ItemResponseShape:#Exchange',
    BaseShape: 'IdOnly',
    AdditionalProperties: fields.map((field) => ({ __type: 'PropertyUri:#Exchange', FieldURI: field })),
    ...(withMime ? { IncludeMimeContent: true } : {}),
  },
});

export const createRequest = (item: object, disposition: string): object => ({
  Items: [item],
  MessageDisposition: disposition,
  ComposeOperation: 'newMail',
});

export const updateRequest = (id: string, updates: object[], disposition: string): object => ({
  ItemChanges: [{ ItemId: { __type: 'ItemId:#Exchange', Id: id }, Updates: updates }],
  MessageDisposition: disposition,
});

/** A message somebody wrote in the page. */
export const written: Written = {
  from: undefined,
  to: [{ email: 'ana@northwind.example', name: 'Ana Torres' }],
  cc: [],
  bcc: [{ email: 'lee@northwind.example', name: '' }],
  subject: 'Prices',
  html: '<p>Dear Ana</p>',
};

/** A stand-in whose clock stands still, and a page of it. */
export async function setUp(options: OutlookStandInOptions = {}) {
  const clock = createClock();
  const webmail = createOutlookStandIn({ now: clock.now, random: createRandom(), ...options });
  return { clock, webmail, page: await openPage(webmail) };
}
