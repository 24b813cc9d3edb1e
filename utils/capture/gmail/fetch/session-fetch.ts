/** What became of one request in the signed-in session. */
export type SessionAnswer =
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'signed-out' }
  | { kind: 'gone' }
  /** Not allowed, such as by an administrator: asking again is in vain. */
  | { kind: 'refused' }
  | { kind: 'too-large' }
  /** No answer, or one this page may not read. */
  | { kind: 'unreachable' }
  | { kind: 'failed' };

export type SessionFetch = (
  url: string,
  options: { method?: 'GET' | 'POST'; maxBytes: number; signal: AbortSignal },
) => Promise<SessionAnswer>;

export interface SessionFetchDependencies {
  fetch: typeof fetch;
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Resolves when the page has nothing better to do. */
  idle(): Promise<void>;
}

/** Two requests a second, far below what other extensions found Gmail to bear. */
const BETWEEN_REQUESTS_MS = 500;

const REQUEST_LIMIT_MS = 60_000;

/**
 * Requests with the page's own session, one after the other and never more than two a second.
 *
 * A source comes by a redirect to another host. `same-origin` sends cookies to Gmail and none to that host, which then
 * need only allow the origin; `include` asks it to allow credentials by name as well. Firefox has had content scripts for
 * which the page is not "same origin", so where the first gives nothing, or a sign-in page, the second is tried, and what
 * worked is kept.
 */
export function createSessionFetch(dependencies: SessionFetchDependencies): SessionFetch {
  const { now, wait, idle } = dependencies;
  let modes: RequestCredentials[] = ['same-origin', 'include'];
  let nextAt = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const once: (credentials: RequestCredentials, ...args: Parameters<SessionFetch>) => Promise<SessionAnswer> = async (
    credentials,
    url,
    { method = 'GET', maxBytes, signal },
  ) => {
    await wait(Math.max(0, nextAt - now()), signal);
    await idle();
    nextAt = now() + BETWEEN_REQUESTS_MS;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]);
    let response: Response;
    try {
      response = await dependencies.fetch(url, { method, credentials, signal: limit, cache: 'no-store' });
    } catch (error) {
      signal.throwIfAborted();
      return isExpected(error) ? { kind: 'unreachable' } : Promise.reject(error);
    }
    return readResponse(response, maxBytes, signal);
  };

  const inTurn: SessionFetch = async (url, options) => {
    let answer: SessionAnswer = { kind: 'unreachable' };
    for (const mode of modes) {
      answer = await once(mode, url, options);
      if (answer.kind === 'unreachable' || answer.kind === 'signed-out') continue;
      if (answer.kind === 'bytes') modes = [mode, ...modes.filter((other) => other !== mode)];
      return answer;
    }
    return answer;
  };

  return (url, options) => {
    const result = queue.then(() => inTurn(url, options));
    queue = result.catch(() => undefined);
    return result;
  };
}

/** `fetch` rejects with TypeError for network and CORS, and with a DOMException for the time limit. */
function isExpected(error: unknown): boolean {
  return error instanceof TypeError || error instanceof DOMException;
}

async function readResponse(response: Response, maxBytes: number, signal: AbortSignal): Promise<SessionAnswer> {
  if (isSignInPage(response.url)) return discard(response, 'signed-out');
  if (response.status === 401 || response.status === 403) return discard(response, 'refused');
  if (response.status === 404 || response.status === 410) return discard(response, 'gone');
  if (!response.ok) return discard(response, 'failed');
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) return discard(response, 'too-large');
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  try {
    for (let step = await reader?.read(); step?.done === false; step = await reader?.read()) {
      chunks.push(step.value);
      length += step.value.length;
      if (length > maxBytes) {
        await reader?.cancel();
        return { kind: 'too-large' };
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (isExpected(error)) return { kind: 'failed' };
    throw error;
  }
  return { kind: 'bytes', bytes: join(chunks, length) };
}

/** A session that ended answers with the sign-in page and status 200. */
function isSignInPage(url: string): boolean {
  try {
    return new URL(url).hostname === 'accounts.google.com';
  } catch {
    return false;
  }
}

async function discard<K extends SessionAnswer['kind']>(response: Response, kind: K): Promise<{ kind: K }> {
  await response.body?.cancel().catch(() => undefined);
  return { kind };
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
