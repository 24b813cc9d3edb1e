import { isScripted } from '../../gmail/page/dom.ts';
import type { PageConfig } from './config.ts';
import { type Cause, ticketOf } from './ticket.ts';
import { at, listAt, textAt } from './wire.ts';

/** The session ended. */
export class SignedOut extends Error {}

/** The service took the call and said no. */
export class Refused extends Error {}

export interface CallOptions {
  /** Who made the page ask, where it is not the event being handled now. */
  cause?: Cause;
  /** Name of the action in the older client, in `X-OWA-ActionName`. */
  name?: string;
  /** Over the line nobody knows, whatever the release. */
  unseen?: boolean;
}

/** The page's own line to the service. It looks `fetch` and `XMLHttpRequest` up at each call, as the real page does. */
export interface Client {
  /** Gives `Body` of the answer. */
  call(action: string, body: object, options?: CallOptions): Promise<unknown>;
  startup(): Promise<unknown>;
  /** What the page asks besides mail: rules, notifications, and free times over another gateway. */
  asides(): Promise<void>;
  upload(draftId: string, file: File, cause: Cause): Promise<unknown>;
}

/** Most characters of a payload that go into the header, in the cloud and in the older client. */
const HEADER_LIMIT = 2048;
const OLD_HEADER_LIMIT = 8000;
const ZONE = 'W. Europe Standard Time';
const SESSION_ENDS = [401, 440, 449];

interface Answer {
  status: number;
  text: string;
}

export const causeNow = (): Cause => (isScripted() ? 'scripted' : 'own');

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let place = 0; place < bytes.length; place += 8192) {
    text += String.fromCharCode(...bytes.subarray(place, place + 8192));
  }
  return btoa(text);
};
const fromBase64 = (text: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));

export function createClient(config: PageConfig): Client {
  const { behaviour } = config;
  const isOld = config.flavour === 'on-premises';
  const slot = config.service.split('/').slice(2, -1).join('/');
  let { authorization, canary } = config;
  let count = 0;
  let calls = 0;

  const ticket = (cause: Cause): string => {
    count += 1;
    return `${config.load}_${ticketOf(config.ticketSeed, count, cause)}_${cause}`;
  };

  function headersFor(action: string, cause: Cause, options: CallOptions): Record<string, string> {
    const own = { action, 'content-type': 'application/json; charset=utf-8' };
    const shared = config.isShared ? { 'x-owa-explicitlogonuser': config.account } : {};
    if (isOld) {
      return {
        Action: action,
        'Content-Type': 'application/json; charset=UTF-8',
        'X-Requested-With': 'XMLHttpRequest',
        'X-OWA-CANARY': canary ?? '',
        'X-OWA-ActionName': options.name ?? `${action}Action`,
        'X-OWA-ActionId': '-30',
        'X-OWA-ClientBuildVersion': config.clientVersion,
        'X-OWA-CorrelationId': ticket(cause),
        'X-OWA-Attempt': '1',
        ...shared,
      };
    }
    const ids = behaviour.ids === 'immutable' ? 'IdType="ImmutableId", ' : '';
    return {
      ...own,
      ...(authorization ? { authorization } : {}),
      ...(canary ? { 'x-owa-canary': canary } : {}),
      'x-anchormailbox': config.anchor,
      prefer: `${ids}exchange.behavior="IncludeThirdPartyOnlineMeetingProviders"`,
      'x-req-source': 'Mail',
      'x-owa-correlationid': ticket(cause),
      ...shared,
    };
  }

  function sendOld(url: string, headers: Record<string, string>, body: string | File | null): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', url, true);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.onload = () => resolve({ status: request.status, text: request.responseText });
      request.onerror = () => reject(new Error('no answer'));
      request.send(body);
    });
  }

  async function sendNew(url: string, headers: Record<string, string>, body: string | File | null): Promise<Answer> {
    const written = {
      object: headers,
      request: headers,
      headers: new Headers(headers),
      pairs: Object.entries(headers).map(([name, value]): [string, string] => [name, value]),
    }[behaviour.requestForm];
    const init: RequestInit = { method: 'POST', credentials: 'include', headers: written, body };
    const response = await (behaviour.requestForm === 'request'
      ? window.fetch(new Request(url, init))
      : window.fetch(url, init));
    return { status: response.status, text: await response.text() };
  }
  const send = isOld ? sendOld : sendNew;

  /** A release whose requests nobody knows. */
  async function sendUnseen(action: string, payload: unknown, cause: Cause, file?: Uint8Array): Promise<Answer> {
    const told = { a: action, s: slot, p: payload, ...(file ? { f: toBase64(file) } : {}) };
    const body = JSON.stringify({ q: toBase64(new TextEncoder().encode(JSON.stringify(told))) });
    const { action: _, Action: __, ...headers } = headersFor(action, cause, {});
    const answer = await send('/og3/rpc', headers, body);
    if (answer.status !== 200) return answer;
    const wrapped: unknown = JSON.parse(answer.text);
    return { status: Number(at(wrapped, 's')), text: fromBase64(textAt(wrapped, 'r')) };
  }

  function sendKnown(action: string, payload: unknown, cause: Cause, options: CallOptions): Promise<Answer> {
    calls += 1;
    const url = isOld
      ? `${config.service}?action=${action}&EP=1&ID=-30&AC=1`
      : `${config.service}?action=${action}&app=Mail&n=${calls}`;
    const text = JSON.stringify(payload);
    const encoded = encodeURIComponent(text);
    const isTurn = behaviour.payload === 'by-size' || (behaviour.payload === 'mixed' && calls % 2 === 0);
    const inHeader = isTurn && encoded.length <= (isOld ? OLD_HEADER_LIMIT : HEADER_LIMIT);
    const headers = headersFor(action, cause, options);
    return inHeader ? send(url, { ...headers, 'X-OWA-UrlPostData': encoded }, null) : send(url, headers, text);
  }

  async function renew(): Promise<boolean> {
    if (isOld) return false;
    const answer = await send(
      `/_/stand-in-token?slot=${encodeURIComponent(slot)}`.replace(/\?slot=$/, ''),
      { 'x-owa-correlationid': ticket('own') },
      null,
    );
    if (answer.status !== 200) return false;
    const fresh: unknown = JSON.parse(answer.text);
    authorization = textAt(fresh, 'authorization') || authorization;
    canary = textAt(fresh, 'canary') || canary;
    return true;
  }

  /** Asks, and once more with another token when the first is used up. */
  async function ask(attempt: () => Promise<Answer>): Promise<unknown> {
    let answer = await attempt();
    if (SESSION_ENDS.includes(answer.status) && (await renew())) answer = await attempt();
    if (SESSION_ENDS.includes(answer.status)) throw new SignedOut();
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return JSON.parse(answer.text);
  }

  const envelope = (action: string, body: object): object => ({
    __type: `${action}JsonRequest:#Exchange`,
    Header: {
      __type: 'JsonRequestHeaders:#Exchange',
      RequestServerVersion: isOld ? 'Exchange2013' : 'V2018_01_08',
      TimeZoneContext: {
        __type: 'TimeZoneContext:#Exchange',
        TimeZoneDefinition: { __type: 'TimeZoneDefinitionType:#Exchange', Id: ZONE },
      },
    },
    Body: { __type: `${action}Request:#Exchange`, ...body },
    ...(behaviour.mailboxInfo ? { mailboxInfo: mailboxInfo() } : {}),
  });
  const mailboxInfo = (): object => ({
    type: config.isShared ? 'SharedMailbox' : 'UserMailbox',
    mailboxSmtpAddress: config.account,
    userIdentity: config.account,
    mailboxRank: 'Coprincipal',
    sourceId: `main:m365:${config.account}`,
  });

  /** Refuses an answer in which any entry is an error. */
  function checked(answer: unknown): unknown {
    const entries = [at(answer, 'Body'), ...listAt(answer, 'Body', 'ResponseMessages', 'Items')];
    const bad = entries.find((one) => textAt(one, 'ResponseClass') === 'Error');
    if (bad) throw new Refused(textAt(bad, 'ResponseCode'));
    return at(answer, 'Body');
  }

  return {
    async call(action, body, options = {}) {
      const cause = options.cause ?? causeNow();
      const payload = envelope(action, body);
      const unseen = options.unseen || behaviour.traffic === 'unknown';
      return checked(
        await ask(() => (unseen ? sendUnseen(action, payload, cause) : sendKnown(action, payload, cause, options))),
      );
    },
    startup() {
      if (behaviour.traffic === 'unknown') return ask(() => sendUnseen('StartupData', {}, 'own'));
      return ask(() => send(config.startup, headersFor('StartupData', 'own', {}), null));
    },
    async asides() {
      if (behaviour.traffic === 'unknown') return;
      const header = at(envelope('X', {}), 'Header');
      const rules = { __type: 'GetInboxRuleRequest:#Exchange', Header: header, UseServerTimeZone: false };
      await ask(() => sendKnown('GetInboxRule', rules, 'own', {}));
      const request = {
        __type: 'NotificationSubscribeJsonRequest:#Exchange',
        Header: header,
        Body: { Subscriptions: [] },
      };
      await ask(() => sendKnown('SubscribeToNotification', { request }, 'own', {}));
      if (isOld || config.mailBase !== '/mail') return;
      const query = {
        operationName: 'GetSchedule',
        variables: { input: { schedules: [config.account] } },
        query:
          'query GetSchedule($input: ScheduleInput!) { getSchedule(input: $input) { schedules { availabilityView } } }',
      };
      await ask(() => send('/outlookgatewayb2/graphql', headersFor('GetSchedule', 'own', {}), JSON.stringify(query)));
    },
    async upload(draftId, file, cause) {
      const described = {
        __type: 'FileAttachment:#Exchange',
        Name: file.name,
        ContentType: file.type || 'application/octet-stream',
        Size: file.size,
        IsInline: false,
      };
      const parent = { ParentItemId: { __type: 'ItemId:#Exchange', Id: draftId } };
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (isOld) {
        const whole = { ...parent, Attachments: [{ ...described, Content: toBase64(bytes) }] };
        return this.call('CreateAttachment', whole, { cause, name: 'CreateAttachmentFromLocalFile' });
      }
      const payload = { ...envelope('CreateAttachment', { ...parent, Attachments: [described] }) };
      return checked(
        await ask(() => {
          if (behaviour.traffic === 'unknown')
            return sendUnseen('CreateAttachmentFromLocalFile', payload, cause, bytes);
          calls += 1;
          const headers = {
            ...headersFor('CreateAttachmentFromLocalFile', cause, {}),
            'content-type': 'application/octet-stream',
            'X-OWA-UrlPostData': encodeURIComponent(JSON.stringify(payload)),
          };
          return send(`${config.service}/CreateAttachmentFromLocalFile?app=Mail&n=${calls}`, headers, file);
        }),
      );
    },
  };
}
