import type { BatchRequest } from '../../../webmail/yahoo/page/api.ts';
import type { PageConfig } from '../../../webmail/yahoo/page/config.ts';
import type { Outgoing } from '../../../webmail/yahoo/page/requests.ts';
import type { YahooStandIn } from '../../../webmail/yahoo/yahoo-stand-in.ts';
import { START_MS, sample as sampleMail } from '../gmail/client.ts';

export { createClock, createRandom, START_MS } from '../gmail/client.ts';

export const REP = 'rep@example.com';
export const MAIL = 'https://mail.yahoo.com';
export const APIS = 'https://apis.mail.yahoo.com';
export const sample = sampleMail;

export const outgoing = (over: Partial<Outgoing> = {}): Outgoing => ({
  draft: undefined,
  csid: String(START_MS),
  from: { email: REP, name: 'Robin Reyes' },
  to: [{ email: 'ana@northwind.example', name: 'Ana Torres' }],
  cc: [],
  bcc: [],
  subject: 'Prices',
  html: '<div class="yahoo-style-wrap">Dear Ana</div>',
  answers: undefined,
  files: [],
  uploads: 0,
  sendTime: undefined,
  ...over,
});

interface ToldMessage {
  id: string;
  folder: { id: string };
  headers: Record<string, unknown>;
}

/** What any answer may hold; which of it is there depends on what was asked. */
interface Told {
  messages: ToldMessage[];
  message: ToldMessage;
  cards: { data: { content: { message: ToldMessage } } }[];
  conversations: { id: string; messageIds: string[] }[];
  folders: { id: string }[];
  accounts: unknown[];
  simpleBody: { html: string; text: string };
}

export interface BatchReply {
  status: number;
  result: {
    responses: {
      id: string;
      httpCode: number;
      response: { result: Told; error: { code: string; details: { wssid?: string } } | null };
    }[];
    status: { successRequests: string[]; failedRequests: string[] };
  } | null;
  error: { code: string; details: { wssid?: string } } | null;
}

/** What was told to a request of the batch, the first unless named. @throws when there is no such answer */
export function told(reply: BatchReply, id?: string): Told {
  const found = reply.result?.responses.find((one) => id === undefined || one.id === id);
  if (!found) throw new Error(`no answer to ${id ?? 'the first request'}`);
  return found.response.result;
}

export type Form = 'form' | 'form-blob' | 'text' | 'blob';

export interface PageClient {
  html: string;
  headers: Headers;
  config: PageConfig;
  wssid: string;
  mailbox: string;
  /** A request in this session; redirects are not followed. */
  get(url: string, init?: RequestInit): Promise<Response>;
  /** A batch as the page sends it; `header` in place of the page's own mark. */
  batch(
    requests: BatchRequest[],
    more?: { name?: string; form?: Form; files?: Record<string, File>; header?: string; host?: string },
  ): Promise<BatchReply>;
}

/** A page's side of the conversation without a browser. */
export async function openPage(
  webmail: YahooStandIn,
  account = REP,
  start = webmail.url(account),
): Promise<PageClient> {
  let response = await webmail.handle(new Request(start));
  let cookie = '';
  for (let hops = 0; hops < 4; hops += 1) {
    cookie = (response.headers.get('set-cookie') ?? cookie).split(';')[0] ?? '';
    const to = response.headers.get('location');
    if (!to) break;
    response = await webmail.handle(new Request(to, { headers: { cookie } }));
  }
  const html = await response.text();
  const found = /<script type="application\/json" id="stand-in-page">(.*?)<\/script>/.exec(html);
  const config: PageConfig = JSON.parse(found?.[1] ?? '{}');
  let number = 0;

  const get: PageClient['get'] = (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    return webmail.handle(new Request(new URL(url, MAIL), { ...init, headers }));
  };
  const client: PageClient = {
    html,
    headers: response.headers,
    config,
    wssid: JSON.parse(/"mailWssid":("[^"]+")/.exec(html)?.[1] ?? '""'),
    mailbox: `/ws/v3/mailboxes/@.id==${webmail.mailboxId(account)}`,
    get,
    async batch(requests, { name = 'mailbox.sync', form = 'form', files = {}, header, host = MAIL } = {}) {
      const text = JSON.stringify({ requests, responseType: 'json' });
      const body = new FormData();
      body.append('batchJson', form === 'form-blob' ? new Blob([text], { type: 'application/json' }) : text);
      for (const [field, file] of Object.entries(files)) body.append(field, file, file.name);
      const bodies: Record<Form, BodyInit> = {
        form: body,
        'form-blob': body,
        text,
        blob: new Blob([text], { type: 'application/json' }),
      };
      number += 1;
      const query = new URLSearchParams({ name, hash: 'abc', appId: 'YMailNorrin', wssid: client.wssid });
      const answer = await get(`${host}/ws/v3/batch?${query}`, {
        method: 'POST',
        headers: { 'x-stand-in-page': header ?? `${config.pageKey} ${number}` },
        body: bodies[form],
      });
      return { status: answer.status, ...((await answer.json()) as Omit<BatchReply, 'status'>) };
    },
  };
  return client;
}
