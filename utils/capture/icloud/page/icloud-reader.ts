import type { SeenCall } from '../../page-tap/page-filter.ts';
import { type CreatePageReader, MAX_REPLY_BYTES, NO_CREDENTIALS, type PageReply } from '../../page-tap/page-reader.ts';
import { type Access, learnFromAddress, learnFromServices, learnFromTimeline } from './access.ts';
import { readAccountAnswer } from './account-addresses.ts';
import { type Place, parseICloudQuestion, type Question } from './question.ts';

/** A request that reads. */
interface Reading {
  url: string;
  body?: string;
  contentType?: string;
}

/** No check of the browser's before it; the page's own check is asked the same way. */
const SIMPLE = 'text/plain;charset=UTF-8';

/**
 * Reads iCloud mail in the frame of the mail app, with the page's cookies and the parameters its own calls carry. All it
 * ever asks reads: conversations, messages (always with `dontMarkAsRead`), parts, and who is signed in.
 */
export const createICloudReader: CreatePageReader = ({ window, fetch }) => {
  let access: Access = { parameters: new Map() };
  /** How the page itself labels its JSON: what it may send across hosts, so may we. */
  let contentType = 'application/json';

  const isReady = () => access.mail !== undefined && access.parameters.has('dsid');

  const learn = ({ url, headers, body }: SeenCall) => {
    if (!learnFromAddress(access, url) || !body.startsWith('{') || !url.includes('/mailws2/v1/thread/')) return;
    const type = headers.get('content-type');
    if (type !== undefined && type.length <= 100) contentType = type;
  };

  const withParameters = (address: string, more: Record<string, string> = {}): string => {
    const query = [...Object.entries(more), ...access.parameters].map(
      // A space as `+` is for forms; folder names hold spaces.
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    );
    return `${address}?${query.join('&')}`;
  };

  const toReading = (question: Question): Reading | undefined => {
    if ('account' in question) return accountReading(question.account);
    const { mail } = access;
    if (mail === undefined || !isReady()) return undefined;
    const post = (path: string, folder: string, fields: object): Reading => ({
      url: withParameters(`${mail}${path}`),
      body: JSON.stringify({ ...fields, sessionHeaders: sessionHeaders(folder) }),
      contentType,
    });
    if ('raw' in question) {
      return {
        url: withParameters(`${mail}message/download`, { guid: guidOf(question.raw), filename: 'message.eml' }),
      };
    }
    if ('part' in question) {
      const { partId, type, name } = question.part;
      const guid = `${guidOf(question.part).replace(/^message:/, 'messagepart:')}-${partId}`;
      return { url: withParameters(`${mail}message/part`, { guid, type, name }) };
    }
    if ('thread' in question)
      return post('thread/get', question.folder, { threadId: question.thread, includeLabelIds: true });
    if ('threads' in question) {
      const { folder, max } = question.threads;
      return post('thread/search', folder, {
        responseType: 'THREAD_DIGEST',
        includeFolderStatus: true,
        maxResults: max,
      });
    }
    const { folder, uid, parts } = question.message;
    return post('message/get', folder, { uid, parts, dontMarkAsRead: true });
  };

  const accountReading = (source: 'validate' | 'preferences'): Reading | undefined => {
    if (source === 'validate') {
      const region = window.location.hostname.endsWith('.cn') ? '.cn' : '';
      return {
        url: withParameters(`https://setup.icloud.com${region}/setup/ws/1/validate`),
        body: 'null',
        contentType: SIMPLE,
      };
    }
    const settings = access.settings ?? (access.mail === undefined ? undefined : new URL(access.mail).origin);
    const dsid = access.parameters.get('dsid');
    if (settings === undefined || dsid === undefined) return undefined;
    const address = `${settings}/cc/mail/v1/account/${encodeURIComponent(dsid)}/preference/web/all`;
    return { url: withParameters(address, { userEntryPoint: '/mail/load' }) };
  };

  const send = async ({ url, body, contentType: type }: Reading, signal: AbortSignal): Promise<Response> =>
    fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      credentials: 'include',
      cache: 'no-store',
      signal,
      ...(body === undefined ? {} : { body }),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    });

  const addressesOnly = (bytes: ArrayBuffer): ArrayBuffer => {
    const text = new TextDecoder().decode(bytes);
    const found = readAccountAnswer(text) ?? { addresses: [] };
    if ('source' in found && found.source === 'validate') learnFromServices(access, text);
    return new TextEncoder().encode(JSON.stringify(found)).buffer;
  };

  return {
    learn,
    forget() {
      access = { parameters: new Map() };
    },
    async read(text, signal): Promise<PageReply> {
      const question = parseICloudQuestion(text);
      if (question === undefined) return { status: 400 };
      if (!isReady() || !access.parameters.has('clientId') || access.settings === undefined)
        learnFromTimeline(access, window);
      const reading = toReading(question);
      if (reading === undefined) return { status: NO_CREDENTIALS };
      try {
        const response = await send(reading, signal);
        if (!response.ok) return { status: response.status };
        if (Number(response.headers.get('content-length') ?? 0) > MAX_REPLY_BYTES) return { status: 413 };
        const body = await response.arrayBuffer();
        if (body.byteLength > MAX_REPLY_BYTES) return { status: 413 };
        return { status: response.status, body: 'account' in question ? addressesOnly(body) : body };
      } catch {
        return { status: 0 };
      }
    },
  };
};

function guidOf({ folder, uid }: Place): string {
  return `message:${folder}/${uid}`;
}

/** Without counts of changes known before, the server tells everything anew. */
function sessionHeaders(folder: string) {
  return { folder, modseq: null, threadmodseq: null, condstore: 1, qresync: 1, threadmode: 1 };
}
