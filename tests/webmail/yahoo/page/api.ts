import { isScripted } from '../../gmail/page/dom.ts';
import type { PageConfig } from './config.ts';
import { crc32 } from './crc32.ts';
import { decodeUnknown, encodeUnknown, type UnknownFile } from './unknown-form.ts';

export interface BatchRequest {
  id: string;
  uri: string;
  method: 'GET' | 'POST' | 'DELETE';
  payloadType?: 'embedded' | 'multipart';
  payload?: unknown;
  payloadParts?: { partName: string; contentType: string; payload: unknown }[];
  requests?: BatchRequest[];
  filters?: { select: Record<string, string> };
  suppressResponse?: boolean;
}

export interface Outcome {
  httpCode: number;
  result: unknown;
}

export interface Api {
  /** Path of the mailbox, to which the rest of a `uri` is added. */
  readonly mailbox: string;
  /** Answers by the id of their request. @throws SignedOut, or another error where there is no answer */
  batch(
    name: string,
    requests: BatchRequest[],
    more?: { files?: ReadonlyMap<string, File>; scripted?: boolean },
  ): Promise<ReadonlyMap<string, Outcome>>;
}

/** The session ended. */
export class SignedOut extends Error {}

interface Answer {
  status: number;
  text: string;
  elsewhere: boolean;
}

interface BatchError {
  code?: string;
  details?: { wssid?: string };
}

interface BatchBody {
  result?: {
    responses?: { id: string; httpCode: number; response?: { result?: unknown; error?: BatchError | null } }[];
  } | null;
  error?: BatchError | null;
}

const RETRIES = 2;

/** What is looked up in the first data. */
export interface Identity {
  wssid: string;
  mailboxId: string;
  appId: string;
  guidHash: string;
}

const readFiles = (files: ReadonlyMap<string, File>): Promise<UnknownFile[]> =>
  Promise.all(
    [...files].map(async ([field, file]) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      return { field, name: file.name, mime: file.type || 'application/octet-stream', bytes };
    }),
  );

/** The page's own line to the server. It looks up `fetch` and `XMLHttpRequest` at every call, as real pages do. */
export function createApi(config: PageConfig, identity: Identity): Api {
  const { behaviour } = config;
  let { wssid } = identity;
  let counter = 0;

  const byXhr = (url: string, headers: Record<string, string>, body: XMLHttpRequestBodyInit): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', url, true);
      request.withCredentials = true;
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.onload = () => {
        const elsewhere = new URL(request.responseURL).pathname !== new URL(url).pathname;
        resolve({ status: request.status, text: request.responseText, elsewhere });
      };
      request.onerror = () => reject(new Error('no answer'));
      request.send(body);
    });

  const byFetch = async (url: string, headers: Record<string, string>, body: BodyInit): Promise<Answer> => {
    const init: RequestInit = { method: 'POST', headers, body, credentials: 'include' };
    const response = await (behaviour.transport === 'fetch-request' ? fetch(new Request(url, init)) : fetch(url, init));
    return { status: response.status, text: await response.text(), elsewhere: response.redirected };
  };

  const post = (url: string, headers: Record<string, string>, body: XMLHttpRequestBodyInit): Promise<Answer> =>
    behaviour.transport === 'xhr' ? byXhr(url, headers, body) : byFetch(url, headers, body);

  const own = (scripted: boolean): Record<string, string> => {
    counter += 1;
    return { 'X-Stand-In-Page': `${config.pageKey} ${counter}${scripted ? ' scripted' : ''}` };
  };

  async function ask(
    name: string,
    text: string,
    files: ReadonlyMap<string, File>,
    scripted: boolean,
    retryCount: number,
  ) {
    if (behaviour.traffic === 'unknown') {
      return post(`${location.origin}/q/7/exchange`, own(scripted), encodeUnknown(text, await readFiles(files)));
    }
    const { guidHash: hash } = identity;
    const prefix = [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20)].join('-');
    const query = new URLSearchParams({
      name,
      hash: crc32(text + JSON.stringify(wssid) + JSON.stringify(retryCount) + JSON.stringify({})),
      appId: identity.appId,
      ymreqid: `${prefix}-${(counter + 1).toString(16).padStart(12, '0')}`,
      wssid,
      nonblocking: 'true',
      ...(retryCount > 0 ? { retryCount: String(retryCount) } : {}),
    });
    const url = `${config.batchOrigin}/ws/v3/batch?${query}`;
    const form = behaviour.bodyForm.startsWith('form') || files.size > 0;
    const headers = { Accept: 'application/json', ...own(scripted) };
    if (form) {
      const body = new FormData();
      if (behaviour.bodyForm === 'form-blob') body.append('batchJson', new Blob([text], { type: 'application/json' }));
      else body.append('batchJson', text);
      for (const [field, file] of files) body.append(field, file, file.name);
      return post(url, headers, body);
    }
    if (behaviour.bodyForm === 'blob') return post(url, headers, new Blob([text], { type: 'application/json' }));
    return post(url, { ...headers, 'Content-Type': 'application/json' }, text);
  }

  return {
    mailbox: `/ws/v3/mailboxes/@.id==${identity.mailboxId}`,
    async batch(name, requests, { files = new Map(), scripted = isScripted() } = {}) {
      const text = JSON.stringify({ requests, responseType: 'json' });
      for (let retryCount = 0; ; retryCount += 1) {
        const answer = await ask(name, text, files, scripted, retryCount);
        if (answer.elsewhere) throw new SignedOut();
        const raw =
          behaviour.traffic === 'unknown' && answer.status < 300 ? decodeUnknown(answer.text).text : answer.text;
        const body = JSON.parse(raw) as BatchBody;
        const responses = body.result?.responses ?? [];
        const nested = responses.find((one) => one.response?.error?.code === 'EC-4003')?.response?.error;
        const error = body.error ?? nested;
        if (error?.code === 'EC-4003' && error.details?.wssid && retryCount < RETRIES) {
          wssid = error.details.wssid;
          continue;
        }
        if (answer.status === 401) throw new SignedOut();
        if (answer.status !== 200 || body.error) throw new Error(`batch failed: ${answer.status}`);
        return new Map(
          responses.map((one) => [one.id, { httpCode: one.httpCode, result: one.response?.result ?? {} }] as const),
        );
      }
    },
  };
}
