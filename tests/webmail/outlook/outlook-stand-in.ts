import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer } from '../gmail/gmail-stand-in.ts';
import { file, json, plain, redirect } from '../gmail/respond.ts';
import type { SeenRequest, StandInMessage, WebmailStandIn } from '../stand-in.ts';
import type { ActionContext } from './actions.ts';
import { createIdMaker, normalId } from './ids.ts';
import { itemIdOf } from './item-json.ts';
import { findConversation, findItems } from './list-actions.ts';
import { type Arrival, createMailbox, type Mailbox, type StoredItem } from './mailbox.ts';
import {
  type Behaviour,
  COMPANY_HOST,
  cloudHosts,
  defaultAccounts,
  defaultExchangeBehaviour,
  defaultOutlookBehaviour,
  type OutlookStandInOptions,
} from './options.ts';
import type { Cause } from './page/ticket.ts';
import { at, textAt } from './page/wire.ts';
import { createPageConfig } from './page-config.ts';
import { answerPageFile, isPageFile } from './page-files.ts';
import { answerPage } from './page-route.ts';
import { createPlaces, type Place } from './places.ts';
import { createPostOffice } from './post-office.ts';
import { routeOf } from './route.ts';
import { answerFailure, answerService, parsePayload, type ServiceAnswer, type ServiceCall } from './service.ts';
import { createSession, type Flavour } from './session.ts';
import { startupData } from './startup-data.ts';
import { createWriteActions } from './write-actions.ts';

/** A message, with the ids it has besides the one an adapter reports. */
export interface OutlookMessage extends StandInMessage {
  /** Both ids in the alphabet with `/` and `+`. */
  immutableId: string;
  classicId: string;
}

export interface OutlookStandIn extends WebmailStandIn {
  /** `receivedMs` is when the server took it in; now unless told. The rest is for mail of a special kind. */
  deliver(account: string, raw: string | Uint8Array, arrival?: Partial<Arrival>): OutlookMessage;
  sent(account: string): OutlookMessage[];
  /** Changes how it behaves from now on. */
  set(behaviour: Partial<Behaviour>): void;
  isRead(account: string, ref: string): boolean;
  /** The message was read elsewhere, such as on a phone. */
  markRead(account: string, ref: string): void;
  /** Moves a message as a rule or a phone does; its classic id changes. */
  move(account: string, ref: string, folder: StoredItem['folder']): OutlookMessage;
  /** A second copy of a message in another folder. */
  copy(account: string, ref: string, folder: StoredItem['folder']): OutlookMessage;
  /** Bytes of a message in the mailbox, as its owner would download them. */
  raw(account: string, ref: string): Uint8Array;
}

interface Answered {
  response: Response;
  kind: string;
  cause?: Cause | undefined;
  revealed?: string[];
  changes?: string[];
}

const PAGE_ZONE = 'W. Europe Standard Time';

/** An Outlook on the web, or an Exchange of a company, of our own: hosts, page and service over mailboxes in memory. */
export function createOutlookStandIn(options: OutlookStandInOptions = {}): OutlookStandIn {
  const {
    accounts = defaultAccounts,
    shared = [],
    onPremises = false,
    companyHost = COMPANY_HOST,
    origins,
    now = Date.now,
    random = Math.random,
    ...told
  } = options;
  const behaviour: Behaviour = { ...(onPremises ? defaultExchangeBehaviour : defaultOutlookBehaviour), ...told };
  const ids = createIdMaker(random);
  const flavour = (): Flavour =>
    onPremises ? 'on-premises' : behaviour.host === 'outlook.live.com' ? 'personal' : 'work';
  const mailOrigin = (): string => origins?.mail ?? `https://${onPremises ? companyHost : behaviour.host}`;
  const signInOrigin = origins?.signIn ?? (onPremises ? `https://${companyHost}` : 'https://login.microsoftonline.com');
  const signInPath = onPremises ? '/owa/auth/logon.aspx' : '/common/oauth2/v2.0/authorize';
  const session = createSession({
    behaviour,
    ids,
    now,
    random,
    get mailOrigin() {
      return mailOrigin();
    },
    signInOrigin,
    signInPath,
  });
  const boxes = new Map<string, Mailbox>(
    [...accounts, ...shared].map((one): [string, Mailbox] => [one.address.toLowerCase(), createMailbox(one, ids)]),
  );
  const requests: SeenRequest[] = [];
  const strayChanges: string[] = [];
  const post = createPostOffice({ ids, now, mailboxes: () => boxes.values() });
  const storeName = `stand-in-${ids.token(12)}`;

  const boxOf = (address: string): Mailbox => {
    const box = boxes.get(address.toLowerCase());
    if (!box) throw new Error(`the stand-in has no mailbox ${address}`);
    return box;
  };
  const preferred = (): 'immutable' | 'classic' => (onPremises ? 'classic' : behaviour.ids);
  const refOf = (item: StoredItem): string => itemIdOf({ ids: preferred() }, item);
  const toMessage = (item: StoredItem): OutlookMessage => ({
    ref: refOf(item),
    immutableId: item.immutableId,
    classicId: item.classicId,
    messageId: item.mail.messageId,
    threadRef: item.conversationId,
  });
  const find = (account: string, ref: string): StoredItem => {
    const item = boxOf(account).find(normalId(ref));
    if (!item) throw new Error(`no message ${ref} in ${account}`);
    return item;
  };

  const places = createPlaces({ accounts, mailboxes: boxes, behaviour, onPremises, flavour, mailOrigin });
  const { placeOf, urlOf } = places;

  const contextFor = (place: Place, request: Request, call: ServiceCall, byPage: boolean): ActionContext => ({
    behaviour,
    onPremises,
    mailbox: place.mailbox,
    ids: !onPremises && /ImmutableId/i.test(request.headers.get('prefer') ?? '') ? 'immutable' : 'classic',
    zone: textAt(call.payload, 'Header', 'TimeZoneContext', 'TimeZoneDefinition', 'Id') || undefined,
    nowMs: now(),
    maximumRecipients: Number.POSITIVE_INFINITY,
    byPage,
    post,
    upload: undefined,
  });

  const toResponse = (answer: ServiceAnswer): Response =>
    new Response(answer.text, {
      status: answer.status,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-cache, no-store',
        'x-owa-version': onPremises ? '15.1.2507.6' : '15.21.512.9',
        ...answer.headers,
      },
    });

  const pageFor = (place: Place): Answered => {
    const { address } = place.user;
    const config = createPageConfig(place, {
      places,
      behaviour,
      flavour: flavour(),
      others: [...accounts, ...shared],
      session,
      storeName,
      clientVersion: onPremises ? '15.1.2507.6' : '20261106003.14',
    });
    const response = answerPage(config, ids.token(16));
    for (const cookie of session.begin(address, flavour())) response.headers.append('set-cookie', cookie);
    return { response, kind: 'page', cause: 'own' };
  };

  const ended = (kind = 'refused', cause?: Cause): Answered => ({
    response: new Response(null, { status: behaviour.sessionEndStatus, headers: { 'x-owa-error': 'SessionExpired' } }),
    kind,
    cause,
  });

  const writes = createWriteActions({
    ids,
    user: () => ({ email: accounts[0]?.address ?? '', name: accounts[0]?.name ?? '' }),
  });

  const kindOf = (call: ServiceCall): string => {
    if (call.action === 'GetAttachment') return 'attachment';
    const isMime = at(call.payload, 'Body', 'ItemShape', 'IncludeMimeContent') === true;
    return call.action === 'GetItem' && isMime ? 'raw-source' : call.action;
  };

  async function serve(
    place: Place,
    request: Request,
    call: ServiceCall,
    cause: Cause | undefined,
    upload?: Uint8Array,
  ): Promise<Answered> {
    const kind = kindOf(call);
    if (behaviour.answerDelayMs > 0) await pause(behaviour.answerDelayMs);
    const isSend =
      /SendAndSaveCopy|SendOnly/.test(textAt(call.payload, 'Body', 'MessageDisposition')) || call.action === 'SendItem';
    if (isSend && behaviour.sends === 'unanswered') throw new NoAnswer();
    await post.sendDue();
    const context = { ...contextFor(place, request, call, cause !== undefined), upload };
    const answer = await answerService(context, call, writes);
    return {
      response: toResponse(answer),
      kind: answer.status === 200 ? kind : 'refused',
      cause,
      revealed: answer.revealed.map(refOf),
      changes: answer.changes,
    };
  }

  /** What the cloud asks of a call besides credentials. */
  const isAddressed = (place: Place, request: Request): boolean =>
    !place.isShared ||
    request.headers.get('x-owa-explicitlogonuser')?.toLowerCase() === place.mailbox.owner.address.toLowerCase();

  const startup = async (place: Place, request: Request, cause: Cause | undefined): Promise<Answered> => {
    await post.sendDue();
    const zone = { Header: { TimeZoneContext: { TimeZoneDefinition: { Id: PAGE_ZONE } } } };
    const context = contextFor(place, request, { action: 'StartupData', payload: zone }, cause !== undefined);
    const list =
      behaviour.firstList === 'boot' ? (behaviour.conversationView ? findConversation : findItems) : undefined;
    const { data, revealed } = await startupData(context, place.user, list);
    return { response: json(data), kind: 'startup', cause, revealed: revealed.map(refOf) };
  };

  const gateway = async (request: Request, url: URL): Promise<Answered> => {
    const cause = session.takeTicket(request);
    const wrapped: unknown = await request.json();
    const told: unknown = JSON.parse(Buffer.from(textAt(wrapped, 'q'), 'base64').toString('utf8'));
    const place = placeOf(textAt(told, 's') || undefined);
    if (!place || !session.isAuthorised(request, url, place.user.address, flavour())) return ended('refused', cause);
    const call = { action: textAt(told, 'a'), payload: at(told, 'p') };
    const upload = textAt(told, 'f');
    const answered =
      call.action === 'StartupData'
        ? await startup(place, request, cause)
        : await serve(place, request, call, cause, upload ? new Uint8Array(Buffer.from(upload, 'base64')) : undefined);
    const text = Buffer.from(await answered.response.text()).toString('base64');
    return { ...answered, response: json({ r: text, s: answered.response.status }) };
  };

  const service = async (place: Place, request: Request, url: URL, to: 'service' | 'upload'): Promise<Answered> => {
    const cause = session.takeTicket(request);
    if (!session.isAuthorised(request, url, place.user.address, flavour())) return ended('refused', cause);
    const action = to === 'upload' ? 'CreateAttachmentFromLocalFile' : (url.searchParams.get('action') ?? '');
    const fault = (code: string, status = 500): Answered => {
      const headers = { 'x-owa-error': code };
      return { response: new Response(null, { status, headers }), kind: 'refused', cause };
    };
    if (request.method !== 'POST') return fault('MethodNotAllowed', 405);
    if (request.headers.get('action') !== action) return fault('OwaInvalidRequestException');
    if (!isAddressed(place, request)) return fault('OwaExplicitLogonException');
    try {
      const { payload, upload } = await parsePayload(request, onPremises);
      return await serve(place, request, { action, payload }, cause, upload);
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      return { response: toResponse(answerFailure(error, onPremises)), kind: 'refused', cause };
    }
  };

  /** The older way to a file: open on-premises, an error in the cloud. */
  const fileOf = (place: Place, request: Request, url: URL): Answered => {
    const cause = session.takeTicket(request);
    if (!session.isAuthorised(request, url, place.user.address, flavour())) return ended('refused', cause);
    const found = place.mailbox.findAttachment(normalId(url.searchParams.get('id') ?? ''));
    if (!onPremises) return { response: plain('', 500), kind: 'refused', cause };
    if (!found) return { response: plain('Not found', 404), kind: 'refused', cause };
    const { attachment, item } = found;
    return {
      response: file(attachment.bytes, attachment.mime, attachment.name),
      kind: 'attachment',
      cause,
      revealed: [refOf(item)],
    };
  };

  /** Stand-alone reading, as old links lead to. It marks the message as read. */
  const deepLink = (place: Place, url: URL): Answered => {
    const id = url.searchParams.get('itemid') ?? decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    const item = place.mailbox.find(normalId(id));
    const page = pageFor(place);
    if (!item || item.isRead) return page;
    item.isRead = true;
    place.mailbox.touch(item, now());
    return { ...page, cause: undefined, changes: [`read ${refOf(item)}`] };
  };

  const mailHost = async (request: Request, url: URL): Promise<Answered> => {
    if (isPageFile(url)) return { response: answerPageFile(url), kind: 'page-file', cause: 'own' };
    const route = routeOf(url, onPremises);
    if (route.to === 'gateway') return gateway(request, url);
    if (route.to === 'graphql') {
      const cause = session.takeTicket(request);
      const user = placeOf(undefined)?.user;
      if (!user || !session.isAuthorised(request, url, user.address, flavour())) return ended('refused', cause);
      const schedule = { schedules: [{ availabilityView: '0000', scheduleItems: [], error: null }] };
      return { response: json([{ data: { getSchedule: schedule } }]), kind: 'graphql', cause };
    }
    if (route.to === 'token') {
      const cause = session.takeTicket(request);
      const user = placeOf(url.searchParams.get('slot') ?? undefined)?.user;
      if (!cause || !user || !session.isSignedIn(user.address)) return ended('refused', cause);
      return { response: json(session.credentials(user.address, flavour())), kind: 'token', cause };
    }
    if (route.to === 'nowhere') {
      if (request.method === 'GET' && url.pathname === '/')
        return { response: redirect(urlOf(accounts[0]?.address ?? '')), kind: 'page', cause: 'own' };
      return { response: plain('Not found', 404), kind: 'refused' };
    }
    const place = placeOf(route.slot);
    if (!place) return { response: plain('Not found', 404), kind: 'refused' };
    if (route.to === 'service' || route.to === 'upload') return service(place, request, url, route.to);
    if (route.to === 'file') return fileOf(place, request, url);
    if (route.to === 'startup') {
      const cause = session.takeTicket(request);
      if (!session.isAuthorised(request, url, place.user.address, flavour())) return ended('refused', cause);
      return startup(place, request, cause);
    }
    if (!session.isSignedIn(place.user.address)) {
      const back = session.signInUrl(place.user.address, urlOf(place.mailbox.owner.address));
      return { response: redirect(back), kind: 'to-sign-in' };
    }
    if (flavour() === 'personal' && route.slot === undefined && route.to === 'page') {
      return { response: redirect(urlOf(place.mailbox.owner.address)), kind: 'page', cause: 'own' };
    }
    return route.to === 'deep-link' ? deepLink(place, url) : pageFor(place);
  };

  const answer = async (request: Request, url: URL): Promise<Answered> => {
    if (url.origin === signInOrigin && url.pathname === signInPath) {
      return { response: session.answerSignIn(url), kind: 'sign-in' };
    }
    if (url.origin === mailOrigin()) return mailHost(request, url);
    // The other names of the cloud lead to the host the mail lives on.
    if (!onPremises && !origins && cloudHosts.some((host) => host === url.hostname)) {
      return { response: redirect(urlOf(accounts[0]?.address ?? '')), kind: 'page', cause: 'own' };
    }
    return { response: plain('Not a host of the stand-in', 421), kind: 'refused' };
  };

  return {
    hosts: origins
      ? [new URL(origins.mail).hostname]
      : onPremises
        ? [companyHost]
        : [...cloudHosts, new URL(signInOrigin).hostname],
    url: (account) => urlOf(boxOf(account).owner.address),
    async handle(request) {
      const url = new URL(request.url);
      if (behaviour.offline) throw new NoAnswer();
      const { response, kind, cause, revealed = [], changes = [] } = await answer(request, url);
      requests.push({
        at: now(),
        method: request.method,
        url: request.url,
        kind,
        byPage: cause !== undefined,
        revealed,
      });
      if (cause !== 'own') strayChanges.push(...changes);
      return response;
    },
    set: (changed) => void Object.assign(behaviour, changed),
    deliver(account, raw, arrival = {}) {
      const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
      return toMessage(boxOf(account).receive(bytes, { receivedMs: now(), folder: 'inbox', ...arrival }));
    },
    requests,
    strayChanges,
    sent: (account) =>
      post.sent
        .filter((one) => one.mailbox === boxOf(account))
        .map(({ item, messageId }) => ({ ...toMessage(item), messageId })),
    async sendScheduled(account) {
      await post.sendScheduled(boxOf(account));
    },
    signOut: (account) => session.signOut(account),
    signIn: (account) => session.signIn(account),
    isRead: (account, ref) => find(account, ref).isRead,
    markRead(account, ref) {
      const item = find(account, ref);
      item.isRead = true;
      boxOf(account).touch(item, now());
    },
    move(account, ref, folder) {
      const item = find(account, ref);
      boxOf(account).move(item, folder, now());
      return toMessage(item);
    },
    copy(account, ref, folder) {
      const item = find(account, ref);
      const copied = { ...item, folder, immutableId: ids.immutable(), classicId: ids.item() };
      boxOf(account).add(copied);
      return toMessage(copied);
    },
    raw: (account, ref) => find(account, ref).raw,
    close: () => strayChanges.splice(strayChanges.length),
  };
}
