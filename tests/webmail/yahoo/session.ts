import { escapeHtml, html, readableFrom, redirect } from '../gmail/respond.ts';
import type { IdMaker } from './ids.ts';
import type { YahooBehaviour } from './options.ts';

const COOKIE = 'T';

export interface Session {
  /** Mailbox of a request's cookie, signed in or not; undefined without a cookie of this server. */
  accountOf(request: Request): string | undefined;
  isSignedIn(account: string): boolean;
  signIn(account: string): void;
  signOut(account: string): void;
  /** Header that signs a browser in at a host. */
  cookieFor(account: string, host: string): string;
  wssid(): string;
  /** Whether the token fits; counts the batch, after which the token may change. */
  takeWssid(given: string | null): boolean;
  /** Token of the forms of the basic view. */
  crumb(account: string): string;
  signInUrl(account: string, target: string): string;
  /** Answers the sign-in host. */
  answerSignIn(url: URL, origin: string | null): Response;
}

export interface SessionParts {
  behaviour: YahooBehaviour;
  ids: IdMaker;
  accounts: readonly string[];
  loginOrigin: string;
  /** Whether the sign-in page may send back to this address. */
  isOwn(url: URL): boolean;
}

export function createSession(parts: SessionParts): Session {
  const { ids, behaviour } = parts;
  const signedOut = new Set<string>();
  const tokens = new Map(parts.accounts.map((account) => [account, ids.token(60)]));
  const crumbs = new Map(parts.accounts.map((account) => [account, ids.token(11)]));
  // A slash inside, so that the first data has to escape it.
  const newWssid = (): string => `${ids.token(5)}/${ids.token(5)}`;
  let wssid = newWssid();
  let taken = 0;

  const cookieFor: Session['cookieFor'] = (account, host) => {
    const site = /(yahoo|aol)\.com$/.exec(host)?.[0];
    const where = site ? `Domain=${site}; Secure; SameSite=None` : 'SameSite=Lax';
    return `${COOKIE}=${tokens.get(account)}; Path=/; HttpOnly; ${where}`;
  };

  return {
    accountOf(request) {
      const cookies = (request.headers.get('cookie') ?? '').split(/;\s*/);
      return parts.accounts.find((account) => cookies.includes(`${COOKIE}=${tokens.get(account)}`));
    },
    isSignedIn: (account) => !signedOut.has(account),
    signIn: (account) => void signedOut.delete(account),
    signOut: (account) => void signedOut.add(account),
    cookieFor,
    wssid: () => wssid,
    takeWssid(given) {
      if (given !== wssid) return false;
      taken += 1;
      const { rotateWssidAfter } = behaviour;
      if (rotateWssidAfter > 0 && taken % rotateWssidAfter === 0) wssid = newWssid();
      return true;
    },
    crumb: (account) => crumbs.get(account) ?? '',
    signInUrl(account, target) {
      const query = new URLSearchParams({ '.src': 'ym', login: account, '.done': target });
      return `${parts.loginOrigin}/?${query}`;
    },
    answerSignIn(url, origin) {
      const account = url.searchParams.get('login') ?? '';
      const done = url.searchParams.get('.done') ?? '';
      const target = URL.canParse(done) && parts.isOwn(new URL(done)) ? done : '';
      const isKnown = tokens.has(account) && target !== '';
      const isSwitch = url.searchParams.has('switch') && !signedOut.has(account);
      if (isKnown && (url.pathname === '/signin' || isSwitch)) {
        signedOut.delete(account);
        const here = cookieFor(account, url.hostname);
        const there = new URL(target).hostname;
        // A sign-in host cannot set cookies for another site; the mailbox takes the rest over by itself.
        const sameSite = there.split('.').slice(-2).join('.') === url.hostname.split('.').slice(-2).join('.');
        return redirect(sameSite ? target : `${target}?login=${encodeURIComponent(account)}`, { 'set-cookie': here });
      }
      const query = new URLSearchParams({ login: account, '.done': target });
      const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title><link rel="icon" href="data:,"></head>
<body><main><h1>Stand-in sign-in</h1><p>${escapeHtml(account)}</p>
<a id="sign-in" role="button" href="/signin?${escapeHtml(query.toString())}">Sign in</a></main></body></html>`;
      return html(body, 200, behaviour.signInReadable && origin ? readableFrom(origin) : {});
    },
  };
}
