import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer } from '../gmail/gmail-stand-in.ts';
import { createIdMaker } from '../gmail/ids.ts';
import { plain, redirect } from '../gmail/respond.ts';
import type { SeenRequest, StandInMessage, WebmailStandIn } from '../stand-in.ts';
import { createAnnouncements } from './announcements.ts';
import { createDrafts } from './changing.ts';
import { identitiesOf } from './identity.ts';
import { createMailbox, type Folder, guidOf, type Mailbox, refOf, type StoredMessage } from './mailbox.ts';
import {
  defaultAccounts,
  defaultBehaviour,
  type IcloudBehaviour,
  type IcloudStandInOptions,
  originsOf,
} from './options.ts';
import { answerPageFile } from './page-files.ts';
import { answerApp, answerSandbox, answerShell, answerSignIn } from './page-route.ts';
import { createRecords } from './records.ts';
import type { ServiceContext, Upload } from './service.ts';
import { answerService, sessionOver } from './services.ts';
import { createSession } from './session.ts';

/** A message, with the ids the services know it by where it lies now. */
export interface IcloudMessage extends StandInMessage {
  folder: Folder;
  uid: number;
  uidValidity: number;
  /** `message:INBOX/101`. */
  guid: string;
  /** `INBOX/1400000000/101`. */
  serviceId: string;
}

export interface IcloudStandIn extends WebmailStandIn {
  /** `receivedMs` is when the server took it in; now unless told. */
  deliver(account: string, raw: string | Uint8Array, receivedMs?: number, folder?: Folder): IcloudMessage;
  sent(account: string): IcloudMessage[];
  set(behaviour: Partial<IcloudBehaviour>): void;
  /** Where a message lies now. */
  find(account: string, ref: string): IcloudMessage | undefined;
  /** Everything in a folder, oldest first. */
  messages(account: string, folder: Folder): IcloudMessage[];
  isSeen(account: string, ref: string): boolean;
  /** The message was read elsewhere, such as on a phone. */
  markRead(account: string, ref: string): void;
  /** The message was filed elsewhere, such as on a phone; it gets another uid. */
  move(account: string, ref: string, folder: Folder): void;
  /** A folder was made anew: uids in it now mean other messages, under another validity. */
  renumber(account: string, folder: Folder): void;
  /** Bytes of a message in the mailbox, as its owner would download them. */
  raw(account: string, ref: string): Uint8Array;
}

interface Answered {
  response: Response;
  kind: string;
  byPage?: boolean;
  revealed?: StoredMessage[];
  changes?: string[];
  byHand?: boolean;
}

/** An iCloud Mail of our own: shell, app, sandbox and services, over mailboxes in memory. */
export function createIcloudStandIn(options: IcloudStandInOptions = {}): IcloudStandIn {
  const {
    accounts = defaultAccounts,
    region = 'world',
    origins: given,
    now = Date.now,
    random = Math.random,
    ...told
  } = options;
  const behaviour: IcloudBehaviour = { ...defaultBehaviour, ...told };
  const origins = { ...originsOf(region), ...given };
  const { token } = createIdMaker(random);
  const addresses = accounts.map((one) => one.address);
  const session = createSession({ behaviour, accounts: addresses, now, token, wwwOrigin: origins.www });
  const announcements = createAnnouncements({ now, token });
  const records = createRecords(behaviour);
  const drafts = createDrafts();
  const boxes = new Map<string, Mailbox>(accounts.map((one) => [one.address, createMailbox(one, random)]));
  const uploads = new Map<string, Upload>();
  const requests: SeenRequest[] = [];
  const strayChanges: string[] = [];

  const boxOf = (account: string): Mailbox => {
    const box = boxes.get(account);
    if (!box) throw new Error(`the stand-in has no mailbox ${account}`);
    return box;
  };
  const stored = (account: string, ref: string): StoredMessage => {
    const message = boxOf(account).find(ref);
    if (!message) throw new Error(`no message ${ref} in ${account}`);
    return message;
  };
  const toMessage = (box: Mailbox, message: StoredMessage): IcloudMessage => {
    const uidValidity = box.uidValidity(message.folder);
    return {
      ref: refOf(message),
      messageId: message.mail.messageId,
      threadRef: message.threadId,
      folder: message.folder,
      uid: message.uid,
      uidValidity,
      guid: guidOf(message),
      serviceId: `${message.folder}/${uidValidity}/${message.uid}`,
    };
  };
  const contextOf = (account: string, byPage: boolean): ServiceContext => ({
    box: boxOf(account),
    behaviour,
    records,
    origins,
    uploads,
    now,
    token,
    deliver(address, raw) {
      for (const box of boxes.values()) {
        const own = identitiesOf(box.owner, behaviour.ownDomains).map((one) => one.address.toLowerCase());
        if (own.includes(address)) box.add('INBOX', { raw, seen: false, receivedMs: now() });
      }
    },
    byPage,
  });

  const withCookies = (response: Response, account: string): Response => {
    for (const cookie of session.cookies(account)) response.headers.append('set-cookie', cookie);
    return response;
  };
  const readableByApp = (response: Response, request: Request): Response => {
    response.headers.append('vary', 'origin');
    if (request.headers.get('origin') !== origins.www) return response;
    response.headers.set('access-control-allow-origin', origins.www);
    response.headers.set('access-control-allow-credentials', 'true');
    return response;
  };

  const signIn = (request: Request, url: URL): Response => {
    const wanted = url.searchParams.get('account');
    if (wanted !== null && boxes.has(wanted)) {
      session.signIn(wanted);
      return withCookies(redirect(`${origins.www}/mail/`), wanted);
    }
    const here = session.accountOf(request);
    if (url.searchParams.has('out') && here !== undefined) session.signOut(here);
    return answerSignIn(addresses);
  };

  const documents = (request: Request, url: URL): Answered => {
    // A browser says itself what a document is for, and no script can make it say otherwise.
    const byPage = request.headers.get('sec-fetch-dest') !== 'empty';
    const page = (response: Response): Answered => ({ response, kind: 'page', byPage });
    const files = '/_/stand-in/';
    if (url.pathname.startsWith(files))
      return { response: answerPageFile(url.pathname.slice(files.length)), kind: 'page-file', byPage };
    const here = session.accountOf(request);
    const hiddenAddresses = here === undefined ? [] : (boxOf(here).owner.hiddenAddresses ?? []);
    const parts = { behaviour, origins, hiddenAddresses, key: '', clientId: '' };
    if (url.origin === origins.sandbox && /^\/applications\/mail\d-message\//.test(url.pathname))
      return page(answerSandbox(parts));
    if (url.origin !== origins.www) return { response: plain('Not found', 404), kind: 'refused' };
    const opened = (): typeof parts => ({ ...parts, key: announcements.open(), clientId: crypto.randomUUID() });
    if (url.pathname === '/sign-in/') return { response: signIn(request, url), kind: 'sign-in', byPage };
    if (url.pathname === '/') return page(redirect(`${origins.www}/mail/`));
    if (/^\/applications\/mail\d\//.test(url.pathname)) return page(answerApp(opened()));
    if (!/^\/mail\/?$/.test(url.pathname)) return { response: plain('Not found', 404), kind: 'refused' };
    const [first] = addresses;
    const begins = !session.hasCookie(request) && first !== undefined && session.isSignedIn(first);
    return page(begins ? withCookies(answerShell(opened()), first) : answerShell(opened()));
  };

  const preflight = (request: Request): Answered => {
    const method = request.headers.get('access-control-request-method') ?? 'GET';
    const response = readableByApp(new Response(null, { status: 204 }), request);
    response.headers.set('access-control-allow-methods', 'GET, POST, OPTIONS');
    response.headers.set('access-control-allow-headers', 'content-type');
    return { response, kind: 'preflight', byPage: announcements.expects(method, request.url) };
  };

  const service = async (request: Request, url: URL): Promise<Answered> => {
    if (request.method === 'OPTIONS') return preflight(request);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const marks = announcements.take(request.method, request.url, bytes);
    if (behaviour.answerDelayMs > 0) await pause(behaviour.answerDelayMs);
    const account = session.accountOf(request);
    if (account === undefined)
      return { response: readableByApp(sessionOver(behaviour), request), kind: 'session-over', byPage: marks.byPage };
    const asked = { origin: url.origin, path: url.pathname, method: request.method, query: url.searchParams, bytes };
    const answer = await answerService(contextOf(account, marks.byPage), drafts, session.dsid(account), asked);
    return { ...answer, ...marks, response: withCookies(readableByApp(answer.response, request), account) };
  };

  const answer = async (request: Request, url: URL): Promise<Answered> => {
    const services = [origins.setup, origins.gateway, origins.mcc, origins.mail];
    if (services.includes(url.origin)) return service(request, url);
    if (url.origin === origins.www || url.origin === origins.sandbox) return documents(request, url);
    return { response: plain('Not a host of the stand-in', 421), kind: 'refused' };
  };

  return {
    hosts: [...new Set(Object.values(origins).map((origin) => new URL(origin).hostname))],
    url(account) {
      boxOf(account);
      return `${origins.www}/mail/`;
    },
    async handle(request) {
      const url = new URL(request.url);
      if (url.origin === origins.www && url.pathname === '/_/announce') {
        announcements.announce(url.searchParams);
        return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
      }
      if (behaviour.offline) throw new NoAnswer();
      const answered = await answer(request, url);
      requests.push({
        at: now(),
        method: request.method,
        url: request.url,
        kind: answered.kind,
        byPage: answered.byPage ?? false,
        revealed: (answered.revealed ?? []).map(refOf),
      });
      if (!answered.byHand) strayChanges.push(...(answered.changes ?? []));
      return answered.response;
    },
    deliver(account, raw, receivedMs = now(), folder = 'INBOX') {
      const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
      const box = boxOf(account);
      return toMessage(box, box.add(folder, { raw: bytes, seen: false, receivedMs }));
    },
    requests,
    strayChanges,
    sent: (account) =>
      boxOf(account)
        .messages()
        .filter((one) => one.sentMs !== undefined)
        .map((one) => toMessage(boxOf(account), one)),
    signOut: (account) => session.signOut(account),
    signIn: (account) => session.signIn(account),
    set: (changed) => void Object.assign(behaviour, changed),
    // There is nothing in this webmail that sends later by itself.
    sendScheduled: async () => {},
    find(account, ref) {
      const message = boxOf(account).find(ref);
      return message && toMessage(boxOf(account), message);
    },
    messages: (account, folder) =>
      boxOf(account)
        .messages()
        .filter((one) => one.folder === folder)
        .map((one) => toMessage(boxOf(account), one)),
    isSeen: (account, ref) => stored(account, ref).seen,
    markRead: (account, ref) => boxOf(account).mark(stored(account, ref), true),
    move: (account, ref, folder) => boxOf(account).move(stored(account, ref), folder),
    renumber: (account, folder) => boxOf(account).renumber(folder),
    raw: (account, ref) => stored(account, ref).raw,
    close: () => uploads.clear(),
  };
}
