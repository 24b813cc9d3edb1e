import { NoAnswer } from '../gmail/gmail-stand-in.ts';
import { html, plain, redirect } from '../gmail/respond.ts';
import type { SeenRequest, StandInMessage, WebmailStandIn } from '../stand-in.ts';
import type { Answered } from './answered.ts';
import { clickedThere, createAskers, opensPage, PAGE_HEADER } from './askers.ts';
import { answerBasic } from './basic-route.ts';
import { createDataRoute } from './data-route.ts';
import { createIdMaker } from './ids.ts';
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
import { answerPageFile } from './page-files.ts';
import { answerPage } from './page-route.ts';
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

const FILES = '/_/stand-in/';

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
  const askers = createAskers();
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
  const data = createDataRoute({
    api: { behaviour, post, imagesOrigin: beside.images, now },
    session,
    apisOrigin: beside.apis,
    frontOrigin,
  });
  const toMessage = (message: StoredMessage): StandInMessage => ({
    ref: message.id,
    messageId: message.mail.messageId,
    threadRef: message.conversationId,
  });

  const readable = (origin: string | null): Record<string, string> =>
    origin && isFront(origin)
      ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'origin' }
      : {};

  const pageFor = (account: string, url: URL, request: Request): Answered => {
    const box = boxOf(account);
    const pageKey = ids.token(24);
    askers.addPage(pageKey);
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
      loginOrigin: beside.login,
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
    const isData = data.answers(url);
    const login = url.searchParams.get('login');
    const told = login !== null && boxes.has(login) && !isData ? login : undefined;
    const account = told ?? session.accountOf(request) ?? (isData ? undefined : addresses[0]);
    if (account === undefined || !session.isSignedIn(account)) {
      if (isData) return data.ended(account ?? addresses[0] ?? '');
      return {
        response: redirect(session.signInUrl(account ?? '', url.href)),
        kind: 'to-sign-in',
        byPage: opensPage(request),
      };
    }
    if (isData) return data.answer(request, url, boxOf(account), askers.take(request));
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
    const known = account !== undefined && session.isSignedIn(account) && data.answers(url);
    const answered = known
      ? await data.answer(request, url, boxOf(account), askers.take(request))
      : data.ended(account ?? addresses[0] ?? '');
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
    close: () => askers.clear(),
  };
}
