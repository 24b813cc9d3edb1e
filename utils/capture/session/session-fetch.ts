import type { PoliteTurns, Turn } from './polite-turns.ts';
import type { SessionAnswer } from './session-answer.ts';

export type SessionFetch = (
  url: string,
  options: { method?: 'GET' | 'POST'; maxBytes: number; signal: AbortSignal },
) => Promise<SessionAnswer>;

export interface SessionFetchDependencies {
  fetch: typeof fetch;
  turns: PoliteTurns;
  /** Whether an answer came from the page a session that is over is sent to, with status 200. */
  isSignInPage(url: URL): boolean;
  /** Whether a status of HTTP says that the session is over. Absent: none does, and 401 is a refusal like 403. */
  isSignedOut?(status: number): boolean;
  /**
   * True on webmails whose sources never come by a redirect: then a redirect leads to a sign-in page, which the browser
   * would keep from being read for being of another host. Absent: redirects are followed.
   */
  redirectsToSignIn?: boolean;
}

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
  const { turns, isSignInPage, isSignedOut } = dependencies;
  const redirect = dependencies.redirectsToSignIn === true ? 'manual' : 'follow';
  let modes: RequestCredentials[] = ['same-origin', 'include'];

  type Once = (
    turn: Turn,
    credentials: RequestCredentials,
    ...args: Parameters<SessionFetch>
  ) => Promise<SessionAnswer>;
  const once: Once = async (turn, credentials, url, { method = 'GET', maxBytes, signal }) => {
    await turn.beforeRequest(signal);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]);
    let response: Response;
    try {
      response = await dependencies.fetch(url, { method, credentials, redirect, signal: limit, cache: 'no-store' });
    } catch (error) {
      signal.throwIfAborted();
      return isExpected(error) ? { kind: 'unreachable' } : Promise.reject(error);
    }
    if (response.type === 'opaqueredirect' || isSignedOut?.(response.status) === true)
      return discard(response, 'signed-out');
    if (URL.canParse(response.url) && isSignInPage(new URL(response.url))) return discard(response, 'signed-out');
    return readResponse(response, maxBytes, signal);
  };

  const inTurn = async (turn: Turn, ...[url, options]: Parameters<SessionFetch>) => {
    let answer: SessionAnswer = { kind: 'unreachable' };
    for (const mode of modes) {
      answer = await once(turn, mode, url, options);
      if (answer.kind === 'unreachable' || answer.kind === 'signed-out') continue;
      if (answer.kind === 'bytes') modes = [mode, ...modes.filter((other) => other !== mode)];
      return answer;
    }
    return answer;
  };

  return (url, options) => turns.run((turn) => inTurn(turn, url, options));
}

/** `fetch` rejects with TypeError for network and CORS, and with a DOMException for the time limit. */
function isExpected(error: unknown): boolean {
  return error instanceof TypeError || error instanceof DOMException;
}

async function readResponse(response: Response, maxBytes: number, signal: AbortSignal): Promise<SessionAnswer> {
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
