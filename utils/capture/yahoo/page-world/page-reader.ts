import type { CreatePageReader, PageReply } from '../../page-tap/page-reader.ts';
import { MAX_REPLY_BYTES } from '../../page-tap/page-reader.ts';
import { isMailboxId } from '../ids.ts';
import { parseQuestion, type Question, toPath } from '../questions.ts';
import { withoutCredentials } from './without-credentials.ts';

/** Answers that renew the `wssid` are shorter. */
const MAX_RENEWAL_BYTES = 20_000;

/** In an address or in a batch. */
const mailboxPath = /\/ws\/v3\/mailboxes\/(?:@|%40)\.id(?:==|%3D%3D)([^/"?\\]+)/i;

const SIGNED_OUT: PageReply = { status: 401 };

/**
 * Reads mail as the page does: with its `wssid`, learnt from its own requests and renewed when the server says so. Only
 * requests that read; the `wssid` never leaves this world, nor does an answer that holds one.
 */
export const createYahooReader: CreatePageReader = ({ window, fetch }) => {
  let wssid: string | undefined;
  let appId: string | undefined;
  let mailboxId: string | undefined;

  const bootstrap = (...path: string[]): string | undefined => {
    let value: unknown = Reflect.get(window, 'AppBootstrapData');
    for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  };

  const mailbox = (): string | undefined => {
    const known = mailboxId ?? bootstrap('selectedMailbox', 'id');
    return isMailboxId(known) ? known : undefined;
  };

  const addressOf = (question: Question): string => {
    const { origin, pathname } = window.location;
    const isApis = question.what === 'raw' && question.at === 'apis';
    const path = toPath(question, mailbox());
    const app = appId ?? (pathname.startsWith('/n/') ? 'YMailNovation' : 'YMailNorrin');
    const token = wssid ?? bootstrap('mailWssid');
    const parameters = [`appId=${encodeURIComponent(app)}`];
    if (token !== undefined) parameters.push(`wssid=${encodeURIComponent(token)}`);
    const host = isApis ? 'https://apis.mail.yahoo.com' : origin;
    return `${host}${path}${path.includes('?') ? '&' : '?'}${parameters.join('&')}`;
  };

  const once = async (question: Question, signal: AbortSignal): Promise<Response | undefined> => {
    // Only files are answered by a redirect, to the host that serves them; any other one leads to a sign-in page.
    const redirect = question.what === 'part' ? 'follow' : 'manual';
    try {
      return await fetch(addressOf(question), { credentials: 'include', cache: 'no-store', redirect, signal });
    } catch {
      return undefined;
    }
  };

  const read = async (question: Question, signal: AbortSignal, mayRenew = true): Promise<PageReply> => {
    const response = await once(question, signal);
    if (response === undefined) return { status: 0 };
    if (response.type === 'opaqueredirect') return SIGNED_OUT;
    if (Number(response.headers.get('content-length') ?? 0) > MAX_REPLY_BYTES) return { status: 413 };
    const body = await response.arrayBuffer();
    if (body.byteLength > MAX_REPLY_BYTES) return { status: 413 };
    // What stands in a mail is its writer's, and renews nothing.
    const isMail = response.ok && (question.what === 'raw' || question.what === 'part');
    if (!isMail && body.byteLength <= MAX_RENEWAL_BYTES) {
      const renewed = renewedWssid(new TextDecoder().decode(body));
      if (renewed !== undefined) {
        wssid = renewed;
        return mayRenew ? read(question, signal, false) : SIGNED_OUT;
      }
    }
    if (!response.ok) return { status: response.status };
    if (isMail) return { status: 200, body };
    return { status: 200, body: toBytes(withoutCredentials(new TextDecoder().decode(body))) };
  };

  return {
    learn({ url, body }, status) {
      if (status !== 200) return;
      const { searchParams } = new URL(url);
      wssid = searchParams.get('wssid') ?? wssid;
      appId = searchParams.get('appId') ?? appId;
      mailboxId = mailboxPath.exec(url)?.[1] ?? mailboxPath.exec(body.slice(0, 100_000))?.[1] ?? mailboxId;
    },
    forget() {
      wssid = undefined;
      appId = undefined;
      mailboxId = undefined;
    },
    async read(text, signal) {
      const question = parseQuestion(text);
      return question === undefined ? { status: 400 } : read(question, signal).catch(() => ({ status: 0 }));
    },
  };
};

/** The `wssid` that takes the place of one that has run out. */
function renewedWssid(text: string): string | undefined {
  if (!text.includes('EC-4003')) return undefined;
  const found = /"wssid"\s*:\s*("(?:[^"\\]|\\.){1,500}")/.exec(text)?.[1];
  return found === undefined ? undefined : String(JSON.parse(found));
}

function toBytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}
