import { rawMail, type SampleMail } from '../../../webmail/gmail/samples.ts';
import type { IcloudStandIn } from '../../../webmail/icloud/icloud-stand-in.ts';
import type { PageConfig } from '../../../webmail/icloud/page/config.ts';
import { fingerprint, preflightFingerprint } from '../../../webmail/icloud/page/fingerprint.ts';

export const REP = 'rep@example.com';
export const WWW = 'https://www.icloud.com';
export const GATEWAY = 'https://p42-mccgateway.icloud.com';
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

export const FILE = { name: 'a b.pdf', mime: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.4 stand-in') };

type Fields = Record<string, unknown>;

export const draftFields = (over: Fields = {}): Fields => ({
  date: 'Mon, 02 Mar 2026 09:00:00 -0000',
  from: `Robin Reyes <${REP}>`,
  to: ['Ana Torres <ana@northwind.example>'],
  cc: [],
  bcc: ['lee@northwind.example'],
  headerInReplyTo: '',
  headerReferences: '',
  subject: 'Prices',
  textBody: 'Dear Ana',
  htmlBody: '<div>Dear Ana</div>',
  attachments: [],
  webmailClientBuild: '2636Hotfix65',
  isHME: false,
  ...over,
});

export interface Session {
  config: PageConfig;
  dsid: string;
  /** Answer of `validate`. */
  account: Fields;
  /** A request with the session's cookies; the page announces it unless `byPage` is false. */
  ask(url: string, init?: RequestInit, byPage?: boolean): Promise<Response>;
  /** Tells of a request to come, as the page does. */
  announce(url: string, init?: RequestInit, over?: Record<string, string>): Promise<void>;
  /** A call of `mailws2`, as somebody who is not the page unless told. */
  call(path: string, folder: string, fields: Fields, byPage?: boolean): Promise<Fields>;
  /** Address of a file of `mailws2`. */
  fileUrl(path: 'download' | 'part', guid: string): string;
  cookie(): string;
}

/** A page's side of the conversation without a browser. */
export async function signIn(webmail: IcloudStandIn): Promise<Session> {
  const jar = new Map<string, string>();
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const plainly = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie());
    headers.set('origin', WWW);
    const response = await webmail.handle(new Request(url, { ...init, headers }));
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return response;
  };
  const page = await (await plainly(`${WWW}/mail/`)).text();
  const found = /<script type="application\/json" id="stand-in-page">(.*?)<\/script>/.exec(page);
  const config: PageConfig = JSON.parse(found?.[1] ?? '{}');
  let number = 0;

  const announce: Session['announce'] = async (url, init = {}, over = {}) => {
    const method = init.method ?? 'GET';
    const body = init.body instanceof Uint8Array ? init.body : new TextEncoder().encode(String(init.body ?? ''));
    number += 1;
    const query = new URLSearchParams({
      key: config.key,
      number: String(number),
      request: fingerprint(method, url, body),
      preflight: preflightFingerprint(method, url),
      ...over,
    });
    await plainly(`${WWW}/_/announce?${query}`);
  };
  const ask: Session['ask'] = async (url, init = {}, byPage = true) => {
    if (byPage) await announce(url, init);
    return plainly(url, init);
  };
  const validated = await ask('https://setup.icloud.com/setup/ws/1/validate', { method: 'POST', body: 'null' });
  const account: Fields = await validated.json();
  const dsid = (account.dsInfo as { dsid: string }).dsid;
  const common = `clientBuildNumber=${config.build}&clientMasteringNumber=${config.build}&clientId=x&dsid=${dsid}`;
  const call: Session['call'] = async (path, folder, fields, byPage = false) => {
    const sessionHeaders = { folder, modseq: null, threadmodseq: null, condstore: 1, qresync: 1, threadmode: 1 };
    const body = JSON.stringify({ ...fields, sessionHeaders });
    const url = `${GATEWAY}/mailws2/v1/${path}${path.includes('?') ? '&' : '?'}${common}`;
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const response = await ask(url, init, byPage);
    return { status: response.status, ...(await response.json()) };
  };
  return {
    config,
    dsid,
    account,
    announce,
    ask,
    call,
    fileUrl: (path, guid) => `${GATEWAY}/mailws2/v1/message/${path}?guid=${encodeURIComponent(guid)}&dsid=${dsid}`,
    cookie,
  };
}
