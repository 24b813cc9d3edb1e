import { setTimeout as pause } from 'node:timers/promises';
import type { SeenRequest, StandInMessage, WebmailStandIn } from '../stand-in.ts';
import { answerClassic } from './classic-route.ts';
import type { OutgoingFile } from './compose-mail.ts';
import { createIdMaker } from './ids.ts';
import { createMailbox, isFinal, type Mailbox, type StoredMessage, type StoredThread } from './mailbox.ts';
import {
  type Behaviour,
  type DelegatedMailbox,
  defaultAccounts,
  defaultBehaviour,
  type GmailStandInOptions,
  realOrigins,
  type StandInAccount,
} from './options.ts';
import type { PageConfig } from './page/config.ts';
import { type Names, renamedNames, usualNames } from './page/names.ts';
import { fromUnknownForm, toUnknownForm } from './page/unknown-form.ts';
import { answerPageFile } from './page-files.ts';
import { answerPage } from './page-route.ts';
import { createPostOffice } from './post-office.ts';
import type { RecordContext } from './records.ts';
import { json, plain, redirect } from './respond.ts';
import { type Route, routeOf } from './route.ts';
import { createSession } from './session.ts';
import { createSourceHost } from './source-host.ts';
import { answerAtom, answerAttachment, answerOriginal, answerPrint, type SourceAnswer } from './source-routes.ts';
import { answerChanges, answerFull, answerList, type SyncAnswer } from './sync-routes.ts';
import { cutOffIf, withhold } from './withheld-sources.ts';

/** The server gives no answer: whoever serves the stand-in should drop the connection. */
export class NoAnswer extends Error {
  constructor() {
    super('the stand-in gives no answer');
    this.name = 'NoAnswer';
  }
}

/** A message, with the hexadecimal id Gmail's older addresses use. */
export interface GmailMessage extends StandInMessage {
  legacyId: string;
}

export interface GmailStandIn extends WebmailStandIn {
  /** `receivedMs` is when the server took it in; now unless told. */
  deliver(account: string, raw: string | Uint8Array, receivedMs?: number): GmailMessage;
  sent(account: string): GmailMessage[];
  /** Changes how it behaves from now on. */
  set(behaviour: Partial<Behaviour>): void;
  /** Gives the accounts other numbers in `/u/N/`. */
  setAccountOrder(addresses: string[]): void;
  signIn(account: string): void;
  /** Sends what is scheduled, as if its time had come. */
  sendScheduled(account: string): Promise<void>;
  /** What its pages call their elements, once they are loaded anew. */
  readonly names: Names;
  /** Labels of a message now, `^` codes. */
  labels(account: string, ref: string): string[];
  /** The message was read elsewhere, such as on a phone. */
  markRead(account: string, ref: string): void;
  /** Bytes of a message in the mailbox, as its owner would download them. */
  raw(account: string, ref: string): Uint8Array;
}

interface Answered {
  response: Response;
  kind: string;
  byPage?: boolean;
  revealed?: string[];
  /** Changes made, in words; and whether a person made them by the page's own controls. */
  changes?: string[];
  byHand?: boolean;
}

interface Asked {
  request: Request;
  url: URL;
  account: string;
  mailBase: string;
  syncBase: string;
  context: RecordContext;
  byPage: boolean;
  byHand: boolean;
}

const PAGE_HEADER = 'x-stand-in-page';
const INCOMING_LABELS = ['^all', '^i', '^u', '^us', '^io_im', '^iim', '^smartlabel_personal', '^sq_ig_i_personal'];

/** A Gmail of our own: hosts, pages, sync layer and sources, over mailboxes in memory. */
export function createGmailStandIn(options: GmailStandInOptions = {}): GmailStandIn {
  const {
    accounts = defaultAccounts,
    delegated = [],
    origins: given,
    now = Date.now,
    random = Math.random,
    ...told
  } = options;
  const behaviour: Behaviour = { ...defaultBehaviour, ...told };
  const origins = { ...realOrigins, ...given };
  const ids = createIdMaker(random);
  const session = createSession({ behaviour, ids, now, accountsOrigin: origins.accounts, mailOrigin: origins.mail });
  const sourceHost = createSourceHost({ origin: origins.source, mailOrigin: origins.mail, now, token: ids.token });
  let order = accounts.map((one) => one.address);
  const boxes = new Map<string, Mailbox>(
    [...accounts, ...delegated].map((one): [string, Mailbox] => [one.address, createMailbox(one, ids)]),
  );
  const uploads = new Map<string, OutgoingFile>();
  const pageKeys = new Set<string>();
  const requests: SeenRequest[] = [];
  const strayChanges: string[] = [];

  const boxOf = (account: string): Mailbox => {
    const box = boxes.get(account);
    if (!box) throw new Error(`the stand-in has no mailbox ${account}`);
    return box;
  };
  const receive = (
    box: Mailbox,
    raw: Uint8Array,
    receivedMs = now(),
  ): { thread: StoredThread; message: StoredMessage } => box.receive(raw, INCOMING_LABELS, receivedMs);
  const post = createPostOffice({
    behaviour,
    ids,
    now,
    deliver(address, raw) {
      for (const box of boxes.values()) if (box.owner.address.toLowerCase() === address) receive(box, raw);
    },
    announceSent(box, threadId, message) {
      const labels = { added: ['^f'], removed: ['^r', '^r_btms', '^f_clns', '^f_btns', '^r_btns', '^scheduled_ns'] };
      box.announce(threadId, behaviour.confirmations === 'labels' ? { ...labels, ids: [message.id] } : undefined);
    },
  });
  const parts = { behaviour, post, ids, now, findUpload: (realattid: string) => uploads.get(realattid) };
  const sourceParts = { behaviour, host: sourceHost, now };

  const toMessage = (thread: StoredThread, message: StoredMessage): GmailMessage => ({
    ref: message.id,
    legacyId: message.legacyHex,
    messageId: message.mail.messageId,
    threadRef: thread.id,
  });
  const basesOf = (account: string): { mailBase: string; syncBase: string } => {
    const mandate = delegated.find((one) => one.address === account);
    const number = order.indexOf(mandate?.delegate ?? account);
    if (!mandate) return { mailBase: `/mail/u/${number}`, syncBase: `/sync/u/${number}` };
    const mailBase = mandate.path === 'b' ? `/mail/b/${mandate.id}/u/${number}` : `/mail/u/${number}/d/${mandate.id}`;
    return { mailBase, syncBase: `/sync/u/${number}/d/${mandate.id}` };
  };
  const accountOf = (route: Route): string | undefined => {
    if (!('accountIndex' in route)) return undefined;
    const user = order[route.accountIndex];
    if (!route.delegated) return user;
    const fits = (one: DelegatedMailbox): boolean => one.id === route.delegated && one.delegate === user;
    return delegated.find(fits)?.address;
  };

  const pageFor = (asked: Asked): Answered => {
    const { account, context, url, mailBase, syncBase } = asked;
    const owner: StandInAccount = context.mailbox.owner;
    const pageKey = ids.token(24);
    pageKeys.add(pageKey);
    const downloads = behaviour.downloadUrl;
    const isFirefox = (asked.request.headers.get('user-agent') ?? '').includes('Firefox/');
    const config: PageConfig = {
      account,
      name: owner.name,
      aliases: owner.aliases ?? [],
      mailBase,
      syncBase,
      ik: context.ik,
      xsrf: session.xsrf(),
      pageKey,
      history: context.mailbox.history,
      others: [...boxes.keys()]
        .filter((one) => one !== account)
        .map((one) => ({ address: one, href: `${basesOf(one).mailBase}/` })),
      signInUrl: session.signInUrl(account, `${origins.mail}${mailBase}/`),
      showDownloadUrl: downloads === 'always' || (downloads === 'by-browser' && !isFirefox),
      behaviour,
    };
    const popOut =
      url.searchParams.get('view') !== 'btop' ? 'none' : url.searchParams.has('th') ? 'conversation' : 'compose';
    const { response, revealed } = answerPage({
      context,
      config,
      nonce: ids.token(16),
      embeddedConversations: behaviour.embeddedConversations,
      sourceOrigin: origins.source,
      accountsOrigin: origins.accounts,
      popOut,
    });
    response.headers.append('set-cookie', session.begin(account));
    return { response, kind: 'page', byPage: true, revealed };
  };

  const upload = async (asked: Asked): Promise<Answered> => {
    if (!asked.byPage) return { response: plain('Not allowed', 403), kind: 'refused' };
    const realattid = `f_${ids.token(9).toLowerCase()}`;
    const bytes = new Uint8Array(await asked.request.arrayBuffer());
    const mime = asked.request.headers.get('content-type') ?? 'application/octet-stream';
    uploads.set(realattid, { name: asked.url.searchParams.get('name') ?? 'noname', mime, bytes });
    return { response: json({ realattid, size: bytes.length }), kind: 'upload', byPage: true };
  };

  const oldStyle = async (asked: Asked): Promise<Answered> => {
    const query = asked.url.searchParams;
    const view = query.get('view');
    await post.sendDue();
    const from = (kind: string, answer: SourceAnswer): Answered => ({ ...answer, kind });
    if (view === 'up') return upload(asked);
    const signIn = session.signInUrl(asked.account, `${origins.mail}${asked.mailBase}/`);
    const withheld = asked.byPage ? undefined : withhold(behaviour.sources, signIn, origins.mail);
    if (withheld) return { response: withheld, kind: 'refused' };
    const broken = !asked.byPage && behaviour.sources === 'cut-off';
    if (view === 'om') return from('original', cutOffIf(broken, answerOriginal(sourceParts, asked.context, query)));
    if (view === 'pt') return from('print', answerPrint(asked.context, query));
    if (view === 'lg') return from('clipped', answerPrint(asked.context, query));
    if (view === 'att') {
      const kind = (query.get('attid') ?? '0') === '0' ? 'raw-source' : 'attachment';
      return from(kind, answerAttachment(sourceParts, asked.context, asked.url));
    }
    if (view === 'cv' && behaviour.classic === 'on' && asked.request.method === 'POST') {
      return from('classic', cutOffIf(broken, answerClassic(asked.context, query)));
    }
    return { response: plain('Not found', 404), kind: 'refused' };
  };

  const sync = async (asked: Asked, endpoint: 's' | 'fd' | 'bv', isUnknown: boolean): Promise<Answered> => {
    const kind = { s: 'sync', fd: 'full', bv: 'list' }[endpoint];
    const { request, context, byPage, byHand } = asked;
    if (request.method !== 'POST') return { response: plain('Method not allowed', 405), kind: 'refused' };
    if (!request.headers.get('x-gmail-btai') || !session.takeXsrf(request.headers.get('x-framework-xsrf-token'))) {
      const response = plain('Not authorised', 401);
      if (byPage) response.headers.set('x-framework-xsrf-token', session.xsrf());
      return { response, kind: 'refused', byPage };
    }
    const given = await request.text();
    const text = isUnknown ? fromUnknownForm(given) : given;
    const body: unknown = JSON.parse(text);
    if (behaviour.answerDelayMs > 0) await pause(behaviour.answerDelayMs);
    const sends = text.includes('"^pfg"');
    if (sends && behaviour.sends === 'unanswered') throw new NoAnswer();
    if (sends && behaviour.sends === 'refused') return { response: plain('Try later', 503), kind, byPage };
    const answerTo: Record<typeof endpoint, (p: typeof parts, c: RecordContext, b: unknown) => Promise<SyncAnswer>> = {
      s: answerChanges,
      fd: answerFull,
      bv: answerList,
    };
    const answer = await answerTo[endpoint](parts, context, body);
    const response = isUnknown ? plain(toUnknownForm(JSON.stringify(answer.body))) : json(answer.body);
    response.headers.set('x-framework-xsrf-token', session.xsrf());
    return { response, kind, byPage, revealed: answer.revealed, changes: answer.changes, byHand };
  };

  const mailHost = async (request: Request, url: URL): Promise<Answered> => {
    const route = routeOf(url);
    if (route.to === 'page-file') return { response: answerPageFile(route.name), kind: 'page-file', byPage: true };
    if (url.pathname === '/' && request.method === 'GET') {
      return { response: redirect(`${origins.mail}/mail/u/0/`), kind: 'page', byPage: true };
    }
    const account = accountOf(route);
    if (route.to === 'nowhere' || account === undefined) return { response: plain('Not found', 404), kind: 'refused' };
    const user = order[route.accountIndex] ?? account;
    const isSession = session.isSignedIn(user) && (route.to === 'page' || session.hasCookie(request));
    if (!isSession) {
      const signIn = session.signInUrl(user, `${origins.mail}${basesOf(account).mailBase}/`);
      return { response: redirect(signIn, { 'access-control-allow-origin': origins.mail }), kind: 'to-sign-in' };
    }
    const [key = '', how] = (request.headers.get(PAGE_HEADER) ?? url.searchParams.get('page') ?? '').split(' ');
    const byPage = pageKeys.has(key);
    const asked: Asked = {
      request,
      url,
      account,
      ...basesOf(account),
      context: { mailbox: boxOf(account), ik: session.ik(user), mailOrigin: origins.mail, nowMs: now() },
      byPage,
      byHand: byPage && how !== 'scripted',
    };
    if (route.to === 'page') return pageFor(asked);
    if (route.to === 'atom') return { ...answerAtom(asked.context), kind: 'atom' };
    if (route.to === 'sync' && route.endpoint) return sync(asked, route.endpoint, route.unknown ?? false);
    return oldStyle(asked);
  };

  const answer = async (request: Request, url: URL): Promise<Answered> => {
    if (url.origin === origins.mail) return mailHost(request, url);
    if (url.origin === origins.accounts) return { response: session.answerSignIn(url), kind: 'sign-in' };
    if (url.origin === origins.source) {
      const answered = sourceHost.answer(url);
      const { ref } = answered;
      const { response } = cutOffIf(behaviour.sources === 'cut-off', { ...answered, revealed: [] });
      return {
        response,
        kind: ref === undefined ? 'refused' : 'source-file',
        revealed: ref === undefined ? [] : [ref],
      };
    }
    return { response: plain('Not a host of the stand-in', 421), kind: 'refused' };
  };

  return {
    hosts: [origins.mail, origins.source, origins.accounts].map((origin) => new URL(origin).hostname),
    url: (account) => `${origins.mail}${basesOf(boxOf(account).owner.address).mailBase}/`,
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
    deliver(account, raw, receivedMs) {
      const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
      const { thread, message } = receive(boxOf(account), bytes, receivedMs);
      return toMessage(thread, message);
    },
    get names() {
      return behaviour.anchors === 'renamed' ? renamedNames : usualNames;
    },
    requests,
    strayChanges,
    sent: (account) =>
      boxOf(account)
        .threads()
        .flatMap((thread) =>
          thread.messages
            .filter((message) => message.sentMs !== undefined && isFinal(message))
            .map((message) => toMessage(thread, message)),
        ),
    signOut: (account) => session.signOut(account),
    signIn: (account) => session.signIn(account),
    set: (changed) => void Object.assign(behaviour, changed),
    setAccountOrder(addresses) {
      order = [...addresses];
    },
    async sendScheduled(account) {
      await post.sendScheduled(boxOf(account));
    },
    labels: (account, ref) => [...(boxOf(account).find(ref)?.message.labels ?? [])].sort(),
    markRead(account, ref) {
      const box = boxOf(account);
      for (const thread of box.changeLabels([ref], ['^o'], ['^u', '^us'])) box.announce(thread.id);
    },
    raw(account, ref) {
      const found = boxOf(account).find(ref);
      if (!found) throw new Error(`no message ${ref} in ${account}`);
      return found.message.raw;
    },
    close: () => pageKeys.clear(),
  };
}
