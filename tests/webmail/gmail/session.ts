import type { IdMaker } from './ids.ts';
import type { Behaviour } from './options.ts';
import { escapeHtml, html, readableFrom, redirect } from './respond.ts';

const COOKIE = 'OSID';

/** Who is signed in, and the keys that hang on it. One browser is one session with all its accounts. */
export interface Session {
  isSignedIn(account: string): boolean;
  signIn(account: string): void;
  signOut(account: string): void;
  /** Mailbox key; another one after each sign-in. */
  ik(account: string): string;
  /** Starts the time a session lasts, and gives the header that brings the cookie. */
  begin(account: string): string;
  hasCookie(request: Request): boolean;
  xsrf(): string;
  /** Whether the token fits; counts the request, after which the token may change. */
  takeXsrf(token: string | null): boolean;
  signInUrl(account: string, target: string): string;
  /** Answers the host of the sign-in page. */
  answerSignIn(url: URL): Response;
}

export interface SessionParts {
  behaviour: Behaviour;
  ids: IdMaker;
  now(): number;
  accountsOrigin: string;
  mailOrigin: string;
}

export function createSession(parts: SessionParts): Session {
  const signedOut = new Set<string>();
  const keys = new Map<string, string>();
  const endsAt = new Map<string, number>();
  const cookie = parts.ids.token(40);
  let xsrf = parts.ids.token(30);
  let taken = 0;
  const secure = parts.mailOrigin.startsWith('https:');

  const isSignedIn = (account: string): boolean => {
    const end = endsAt.get(account);
    return !signedOut.has(account) && (end === undefined || parts.now() < end);
  };
  const signIn = (account: string): void => {
    signedOut.delete(account);
    endsAt.delete(account);
    keys.set(account, parts.ids.token(10).toLowerCase());
  };
  return {
    isSignedIn,
    signIn,
    signOut: (account) => void signedOut.add(account),
    ik(account) {
      if (!keys.has(account)) signIn(account);
      return keys.get(account) ?? '';
    },
    begin(account) {
      const { sessionMs } = parts.behaviour;
      if (sessionMs > 0) endsAt.set(account, parts.now() + sessionMs);
      return `${COOKIE}=${cookie}; Path=/; HttpOnly; ${secure ? 'Secure; SameSite=None' : 'SameSite=Lax'}`;
    },
    hasCookie: (request) => (request.headers.get('cookie') ?? '').includes(`${COOKIE}=${cookie}`),
    xsrf: () => xsrf,
    takeXsrf(token) {
      if (token !== xsrf) return false;
      taken += 1;
      const { rotateXsrfAfter } = parts.behaviour;
      if (rotateXsrfAfter > 0 && taken % rotateXsrfAfter === 0) xsrf = parts.ids.token(30);
      return true;
    },
    signInUrl(account, target) {
      const query = new URLSearchParams({ service: 'mail', Email: account, continue: target });
      return `${parts.accountsOrigin}/ServiceLogin?${query}`;
    },
    answerSignIn(url) {
      const account = url.searchParams.get('Email') ?? '';
      const wanted = url.searchParams.get('continue') ?? '';
      const target = wanted.startsWith(`${parts.mailOrigin}/`) ? wanted : `${parts.mailOrigin}/mail/u/0/`;
      if (url.pathname === '/signin') {
        signIn(account);
        return redirect(target);
      }
      const query = new URLSearchParams({ Email: account, continue: target });
      const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head>
<body><main><h1>Stand-in sign-in</h1><p>${escapeHtml(account)}</p>
<a id="sign-in" role="button" href="/signin?${escapeHtml(query.toString())}">Sign in</a></main></body></html>`;
      return html(body, 200, parts.behaviour.signInReadable ? readableFrom(parts.mailOrigin) : {});
    },
  };
}
