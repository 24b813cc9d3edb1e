import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer } from '../gmail/gmail-stand-in.ts';
import { file, html, plain, redirect } from '../gmail/respond.ts';
import type { SeenRequest, StandInMessage, WebmailStandIn } from '../stand-in.ts';
import { answerBasic } from './basic-route.ts';
import { parseBatch, parseBatchText, type ReadBatch, runBatch, sends } from './batch.ts';
import { createIdMaker } from './ids.ts';
import { type ApiAnswer, type ApiCall, type ApiParts, answerCall } from './mail-api.ts';
import { createMailbox, INBOX, type Mailbox, SENT, type StoredMessage } from './mailbox.ts';
import {
  defaultAccounts,
  defaultYahooBehaviour,
  FRONTS,
  realOrigins,
  type YahooBehaviour,
  type YahooStandInOptions,
} from './options.ts';
import { createPostOffice } from './outgoing.ts';
import type { PageConfig } from './page/config.ts';
import { decodeUnknown, encodeUnknown } from './page/unknown-form.ts';
import { answerPageFile } from './page-files.ts';
import { answerPage } from './page-route.ts';
import { answerJson as json } from './respond.ts';
import { createSession } from './session.ts';

/** Where a delivered message goes, and when the server took it in. */
export interface Delivery {
  /** Inbox of the address it is delivered to unless told. */
  folderId?: string;
  receivedMs?: number;
  read?: boolean;
}

export interface YahooStandIn extends WebmailStandIn {
  /** `account` may be a linked account of a mailbox. */
  deliver(account: string, raw: string | Uint8Array, how?: Delivery): StandInMessage;
  set(behaviour: Partial<YahooBehaviour>): void;
  /** Id of a mailbox, `VjN-…`. */
  mailboxId(account: string): string;
  /** Where a message is now, and how it is marked; undefined when it is gone. */
  state(account: string, ref: string): { folderId: string; flags: Record<string, boolean> } | undefined;
  /** The message was read elsewhere, such as on a phone. */
  markRead(account: string, ref: string): void;
  /** Bytes of a message in the mailbox. */
  raw(account: string, ref: string): Uint8Array;
}

interface Answered {
  response: Response;
  kind: string;
  byPage?: boolean;
  revealed?: string[];
  changes?: string[];
  byHand?: boolean;
}

/** Who asks: the page by a number that counts once, a person by using the page's own controls. */
interface Asker {
  byPage: boolean;
  byHand: boolean;
}

const PAGE_HEADER = 'x-stand-in-page';
const FILES = '/_/stand-in/';
const UNKNOWN_PATH = '/q/7/exchange';
const CONTENT_KINDS = new Set(['raw-source', 'simple-body', 'part']);

/** Yahoo Mail and AOL Mail of our own: hosts, clients and the mail API, over mailboxes in memory. */
export function createYahooStandIn(options: YahooStandInOptions = {}): YahooStandIn {
  const { accounts = defaultAccounts, origins: given, now = Date.now, random = Math.random, ...told } = options;
  const behaviour: YahooBehaviour = { ...defaultYahooBehaviour, ...told };
  const { mail: ownFront, ...beside } = { ...realOrigins, ...given };
  const ids = createIdMaker(random);
  const isFront = (origin: string): boolean =>
    ownFront ? origin === ownFront : FRONTS.some((front) => origin === `https://${front}`);
  const frontOrigin = (): string => ownFront ?? `https://${behaviour.front}`;
  const addresses = accounts.map((one) => one.address);
  const session = createSession({
    behaviour,
    ids,
    accounts: addresses,
    loginOrigin: beside.login,
    isOwn: (url) => isFront(url.origin),
  });
  const boxes = new Map<string, Mailbox>(accounts.map((one) => [one.address, createMailbox(one, ids)]));
  const guidHashes = new Map(addresses.map((address) => [address, ids.hex(32)]));
  const keptScripts = new Map<string, string>();
  const pageKeys = new Set<string>();
  const spent = new Set<string>();
  const requests: SeenRequest[] = [];
  const strayChanges: string[] = [];

  const boxOf = (account: string): Mailbox => {
    const box = boxes.get(account);
    if (!box) throw new Error(`the stand-in has no mailbox ${account}`);
    return box;
  };
  /** Mailbox and inbox an address belongs to. */
  const placeOf = (address: string): { box: Mailbox; folderId: string } | undefined => {
    const wanted = address.toLowerCase();
    for (const box of boxes.values()) {
      const entry = box.accounts.find((one) => one.email.toLowerCase() === wanted);
      const acctId = entry?.type === 'IMAPIN' ? entry.id : '1';
      const folder = box.folders.find((one) => one.acctId === acctId && one.types.includes('INBOX'));
      if (entry && folder) return { box, folderId: folder.id };
    }
    return undefined;
  };
  const post = createPostOffice({
    behaviour,
    ids,
    now,
    deliver(address, raw) {
      const place = placeOf(address);
      place?.box.receive(raw, { folderId: place.folderId, read: false, nowMs: now() });
    },
  });
  const api: ApiParts = { behaviour, post, imagesOrigin: beside.images, now };
  const toMessage = (message: StoredMessage): StandInMessage => ({
    ref: message.id,
    messageId: message.mail.messageId,
    threadRef: message.conversationId,
  });

  /** A number counts once: whoever repeats a request of the page, header and all, is not taken for it. */
  const takeAsker = (request: Request): Asker => {
    const [key = '', number = '', how = ''] = (request.headers.get(PAGE_HEADER) ?? '').split(' ');
    const once = `${key} ${number}`;
    const byPage = pageKeys.has(key) && number !== '' && !spent.has(once);
    if (byPage) spent.add(once);
    return { byPage, byHand: byPage && how !== 'scripted' };
  };
  /** Browsers say themselves whether a page is opened or a script asks; scripts cannot set these headers. */
  const opensPage = (request: Request): boolean => ['document', null].includes(request.headers.get('sec-fetch-dest'));
  const clickedThere = (request: Request): boolean =>
    opensPage(request) && ['?1', null].includes(request.headers.get('sec-fetch-user'));

  const readable = (origin: string | null): Record<string, string> =>
    origin && isFront(origin)
      ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'origin' }
      : {};

  const sourceFor = (answer: ApiAnswer): Answered => {
    const { sources } = behaviour;
    const error = (status: number, code: string): Answered => ({
      response: json({ result: null, error: { code, message: 'refused', details: {} } }, status),
      kind: 'refused',
    });
    if (sources === 'refused') return error(403, 'EC-4003-DENIED');
    if (sources === 'failing') return error(500, 'EC-5000');
    if (sources === 'signed-out') return ended(addresses[0] ?? '');
    const bytes = answer.file?.bytes ?? new TextEncoder().encode(JSON.stringify(wholeBody(answer)));
    const cut = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(bytes.slice(0, Math.floor(bytes.length / 2))));
      },
      pull(controller) {
        controller.error(new NoAnswer());
      },
    });
    const headers = { 'content-type': answer.file?.mime ?? 'application/json', 'content-length': String(bytes.length) };
    return { response: new Response(cut, { headers }), kind: answer.kind, revealed: answer.revealed };
  };
  const wholeBody = (answer: ApiAnswer): unknown => ({ result: answer.result ?? null, error: answer.error ?? null });

  const ended = (account: string): Answered => {
    const body = { result: null, error: { code: 'EC-4001', message: 'not signed in', details: {} } };
    if (behaviour.endedSession === 'unauthorised') return { response: json(body, 401), kind: 'to-sign-in' };
    const to = session.signInUrl(account, `${frontOrigin()}/`);
    return { response: redirect(to, { 'access-control-allow-origin': frontOrigin() }), kind: 'to-sign-in' };
  };

  /** A call of the API by itself, by GET or POST. */
  const rest = async (request: Request, url: URL, box: Mailbox, asker: Asker): Promise<Answered> => {
    const onApis = url.origin === beside.apis;
    const byPage =
      asker.byPage ||
      (request.method === 'GET' && onApis && opensPage(request) && request.headers.has('sec-fetch-dest'));
    const named = url.searchParams.has('appId') || url.searchParams.has('appid');
    if (onApis && !named)
      return { response: json({ error: { code: 'EC-4000', message: 'no appId' } }, 400), kind: 'refused', byPage };
    const isWrite = request.method !== 'GET';
    if (isWrite && !session.takeWssid(url.searchParams.get('wssid'))) return { ...expired([]), byPage };
    const payload: unknown = isWrite ? await request.json().catch(() => undefined) : undefined;
    const call: ApiCall = { method: request.method, uri: url.pathname + url.search, payload, uploads: new Map() };
    const answer = await answerCall(api, box, call);
    if (!byPage && behaviour.sources !== 'usual' && CONTENT_KINDS.has(answer.kind)) return sourceFor(answer);
    const { kind, revealed, changes } = answer;
    const response = answer.file
      ? answer.kind === 'part'
        ? file(answer.file.bytes, answer.file.mime, answer.file.name ?? 'part')
        : new Response(new Uint8Array(answer.file.bytes), { headers: { 'content-type': answer.file.mime } })
      : json(wholeBody(answer), answer.httpCode);
    return { response, kind, byPage, revealed, changes, byHand: asker.byHand };
  };

  /** Word that the `wssid` is no longer good, and the new one. */
  const expired = (idsOfBatch: readonly string[]): Answered => {
    const error = { code: 'EC-4003', message: 'wssid expired', details: { wssid: session.wssid() } };
    if (behaviour.wssidError === 'top' || idsOfBatch.length === 0) {
      return { response: json({ result: null, error }, 401), kind: 'expired' };
    }
    const responses = idsOfBatch.map((id) => ({ id, httpCode: 401, headers: [], response: { result: null, error } }));
    const status = { successRequests: [], failedRequests: [...idsOfBatch] };
    return { response: json({ result: { responses, status }, error: null }), kind: 'expired' };
  };

  const perform = async (
    batch: ReadBatch,
    box: Mailbox,
  ): Promise<{ status: number; body: unknown; answers: ApiAnswer[] }> => {
    const isSend = sends(batch);
    if (isSend && behaviour.sends === 'unanswered') throw new NoAnswer();
    const refused = isSend && behaviour.sends === 'refused';
    const error = { code: 'EC-5000', message: 'try later', details: {} };
    if (refused && behaviour.refusedAs === 'whole') return { status: 503, body: { result: null, error }, answers: [] };
    if (refused && behaviour.refusedAs === 'error') return { status: 200, body: { result: null, error }, answers: [] };
    const { body, answers } = await runBatch(batch, async (call) => {
      if (refused && /\/send$/.test(call.uri))
        return { httpCode: 503, error, revealed: [], changes: [], kind: 'refused' };
      return answerCall(api, box, call);
    });
    const padding = behaviour.paddingBytes > 0 ? { padding: 'x'.repeat(behaviour.paddingBytes) } : {};
    return { status: 200, body: { ...body, ...padding }, answers };
  };
  const kindOf = (name: string | null, answers: readonly ApiAnswer[]): string =>
    answers.some((one) => one.kind === 'send') ? 'batch:send' : `batch:${name ?? 'unnamed'}`;

  const batch = async (request: Request, url: URL, box: Mailbox, asker: Asker): Promise<Answered> => {
    const read = await parseBatch(request);
    if (request.method !== 'POST' || !read) {
      return {
        response: json({ result: null, error: { code: 'EC-4000', message: 'no batch' } }, 400),
        kind: 'refused',
      };
    }
    if (behaviour.answerDelayMs > 0) await pause(behaviour.answerDelayMs);
    if (!session.takeWssid(url.searchParams.get('wssid'))) {
      return { ...expired(read.requests.map((one) => one.id)), byPage: asker.byPage };
    }
    const { status, body, answers } = await perform(read, box);
    const kind = kindOf(url.searchParams.get('name'), answers);
    const revealed = answers.flatMap((one) => one.revealed);
    const changes = answers.flatMap((one) => one.changes);
    return { response: json(body, status), kind, ...asker, revealed, changes };
  };

  /** The same batches as another release might send them. */
  const unknownBatch = async (request: Request, box: Mailbox, asker: Asker): Promise<Answered> => {
    const { text, files } = decodeUnknown(await request.text());
    const read = parseBatchText(text, files);
    if (!read) return { response: plain('?', 400), kind: 'refused' };
    const { status, body, answers } = await perform(read, box);
    const response = new Response(encodeUnknown(JSON.stringify(body), []), {
      status,
      headers: { 'content-type': 'application/octet-stream' },
    });
    const revealed = answers.flatMap((one) => one.revealed);
    return {
      response,
      kind: kindOf('unknown', answers),
      ...asker,
      revealed,
      changes: answers.flatMap((one) => one.changes),
    };
  };

  const pageFor = (account: string, url: URL, request: Request): Answered => {
    const box = boxOf(account);
    const pageKey = ids.token(24);
    pageKeys.add(pageKey);
    const client = url.pathname.startsWith('/n') ? 'novation' : 'norrin';
    const shownAddress = behaviour.accountIn === 'data-only' ? '' : account;
    const switchTo = (one: string): string => `${session.signInUrl(one, `${url.origin}/`)}&switch=1`;
    const config: PageConfig = {
      client,
      base: client === 'novation' ? '/n' : '/d',
      batchOrigin: behaviour.apiHost === 'apis' && !url.hostname.endsWith('aol.com') ? beside.apis : url.origin,
      pageKey,
      ownName: box.owner.name,
      shownAddress,
      others: addresses.filter((one) => one !== account).map((one) => ({ address: one, href: switchTo(one) })),
      atoms: Array.from({ length: 8 }, () => `${ids.token(1).toUpperCase()}_${ids.token(6)}`),
      // Where each save gives another mid, the old one is of no use to the request that sends.
      behaviour: behaviour.mids === 'changed-by-saving' ? { ...behaviour, sendNames: 'selection' } : behaviour,
    };
    const wanted = /\/folders\/([^/]+)/.exec(url.pathname)?.[1] ?? INBOX;
    const response = answerPage({
      box,
      behaviour,
      config,
      wssid: session.wssid(),
      crumb: session.crumb(account),
      nonce: ids.token(16),
      folderId: box.folder(wanted) ? wanted : INBOX,
      apisOrigin: beside.apis,
      imagesOrigin: beside.images,
      guidHash: guidHashes.get(account) ?? '',
      keepScript(text) {
        const name = `${FILES}kept/${ids.token(12)}.js`;
        keptScripts.set(name, text);
        return name;
      },
    });
    return { response, kind: 'page', byPage: opensPage(request) };
  };

  const basic = async (account: string, url: URL, request: Request): Promise<Answered> => {
    const box = boxOf(account);
    if (request.method === 'POST' && behaviour.sends === 'unanswered') throw new NoAnswer();
    const parts = {
      box,
      post,
      crumb: session.crumb(account),
      imagesOrigin: beside.images,
      shownAddress: behaviour.accountIn === 'data-only' ? '' : account,
      sends: behaviour.sends === 'refused' ? ('refused' as const) : ('works' as const),
    };
    const answer = await answerBasic(parts, request, url);
    return { ...answer, byPage: opensPage(request), byHand: clickedThere(request) };
  };

  const front = async (request: Request, url: URL): Promise<Answered> => {
    const { pathname } = url;
    if (pathname.startsWith(FILES)) {
      const kept = keptScripts.get(pathname);
      const response = kept
        ? new Response(kept, { headers: { 'content-type': 'text/javascript; charset=utf-8' } })
        : answerPageFile(pathname.slice(FILES.length));
      return { response, kind: 'page-file', byPage: true };
    }
    const isData = pathname.startsWith('/ws/') || pathname === UNKNOWN_PATH;
    const login = url.searchParams.get('login');
    const told = login !== null && boxes.has(login) && !isData ? login : undefined;
    const account = told ?? session.accountOf(request) ?? (isData ? undefined : addresses[0]);
    if (account === undefined || !session.isSignedIn(account)) {
      if (isData) return ended(account ?? addresses[0] ?? '');
      return {
        response: redirect(session.signInUrl(account ?? '', url.href)),
        kind: 'to-sign-in',
        byPage: opensPage(request),
      };
    }
    if (isData) return data(request, url, boxOf(account));
    const isPage = /^\/[dnb](\/|$)/.test(pathname);
    if (!isPage && pathname !== '/') return { response: plain('Not found', 404), kind: 'refused' };
    const cookie = session.cookieFor(account, url.hostname);
    const base = { norrin: 'd', novation: 'n', basic: 'b' }[behaviour.client];
    const answered: Answered = !isPage
      ? { response: redirect(`${url.origin}/${base}/folders/1`), kind: 'page', byPage: opensPage(request) }
      : /^\/b(\/|$)/.test(pathname)
        ? await basic(account, url, request)
        : pageFor(account, url, request);
    answered.response.headers.append('set-cookie', cookie);
    return answered;
  };

  const data = (request: Request, url: URL, box: Mailbox): Promise<Answered> => {
    const asker = takeAsker(request);
    if (url.pathname === UNKNOWN_PATH) return unknownBatch(request, box, asker);
    return url.pathname === '/ws/v3/batch' ? batch(request, url, box, asker) : rest(request, url, box, asker);
  };

  const apis = async (request: Request, url: URL): Promise<Answered> => {
    const origin = request.headers.get('origin');
    if (request.method === 'OPTIONS') {
      const headers = {
        ...readable(origin),
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': `content-type, ${PAGE_HEADER}`,
      };
      const byPage = (request.headers.get('access-control-request-headers') ?? '').includes(PAGE_HEADER);
      return { response: new Response(null, { status: 204, headers }), kind: 'preflight', byPage };
    }
    const account = session.accountOf(request);
    const known = account !== undefined && session.isSignedIn(account) && url.pathname.startsWith('/ws/v3/');
    const answered = known ? await data(request, url, boxOf(account)) : ended(account ?? addresses[0] ?? '');
    for (const [name, value] of Object.entries(readable(origin))) answered.response.headers.set(name, value);
    return answered;
  };

  const answer = async (request: Request, url: URL): Promise<Answered> => {
    if (isFront(url.origin)) return front(request, url);
    if (url.origin === beside.apis) return apis(request, url);
    if (url.origin === beside.login) {
      const response = session.answerSignIn(url, frontOrigin());
      return { response, kind: 'sign-in', byPage: opensPage(request) };
    }
    if (url.origin === beside.images) {
      const pixel = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64');
      return {
        response: new Response(pixel, { headers: { 'content-type': 'image/gif' } }),
        kind: 'image',
        byPage: true,
      };
    }
    return { response: html('<p>Not a host of the stand-in</p>', 421), kind: 'refused' };
  };

  const fronts = ownFront ? [ownFront] : FRONTS.map((one) => `https://${one}`);
  return {
    hosts: [...fronts, beside.apis, beside.login, beside.images].map((origin) => new URL(origin).hostname),
    url(account) {
      const { address } = boxOf(account).owner;
      const base = { norrin: 'd', novation: 'n', basic: 'b' }[behaviour.client];
      const start = `${frontOrigin()}/${base}/folders/1`;
      return addresses.length > 1 ? `${session.signInUrl(address, start)}&switch=1` : start;
    },
    async handle(request) {
      const url = new URL(request.url);
      if (behaviour.offline) throw new NoAnswer();
      const answered = await answer(request, url);
      requests.push({
        at: now(),
        method: request.method,
        url: request.url,
        kind: answered.kind,
        byPage: answered.byPage ?? false,
        revealed: answered.revealed ?? [],
      });
      if (!answered.byHand) strayChanges.push(...(answered.changes ?? []));
      return answered.response;
    },
    deliver(account, raw, { folderId, receivedMs, read = false } = {}) {
      const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
      const place = placeOf(account);
      if (!place) throw new Error(`the stand-in has no mailbox ${account}`);
      const into = { folderId: folderId ?? place.folderId, read, nowMs: receivedMs ?? now() };
      return toMessage(place.box.receive(bytes, into));
    },
    requests,
    strayChanges,
    sent: (account) =>
      boxOf(account)
        .messages()
        .filter((one) => one.sentMs !== undefined && one.folderId === SENT)
        .sort((a, b) => (a.sentMs ?? 0) - (b.sentMs ?? 0))
        .map(toMessage),
    sendScheduled: (account) => post.sendDue(boxOf(account), true),
    signOut: (account) => session.signOut(account),
    signIn: (account) => session.signIn(account),
    set: (changed) => void Object.assign(behaviour, changed),
    mailboxId: (account) => boxOf(account).id,
    state(account, ref) {
      const message = boxOf(account).find(ref);
      return message ? { folderId: message.folderId, flags: { ...message.flags } } : undefined;
    },
    markRead: (account, ref) => void boxOf(account).change(ref, { flags: { read: true } }),
    raw(account, ref) {
      const message = boxOf(account).find(ref);
      if (!message) throw new Error(`no message ${ref} in ${account}`);
      return message.raw;
    },
    close: () => pageKeys.clear(),
  };
}
