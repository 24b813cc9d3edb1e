import { escapeHtml, html, redirect } from '../gmail/respond.ts';
import type { IdMaker } from './ids.ts';
import type { Behaviour } from './options.ts';
import { type Cause, ticketOf } from './page/ticket.ts';

export type Flavour = 'work' | 'personal' | 'on-premises';

/** Who is signed in, what proves it, and which requests are the page's own. */
export interface Session {
  isSignedIn(account: string): boolean;
  signIn(account: string): void;
  signOut(account: string): void;
  /** Begins the time a session lasts; the cookies of the page's answer. */
  begin(account: string, flavour: Flavour): string[];
  /** What a page of the flavour sends along; a fresh token each time. */
  credentials(account: string, flavour: Flavour): { authorization?: string; canary?: string };
  /** Cookies alone are never enough. */
  isAuthorised(request: Request, url: URL, account: string, flavour: Flavour): boolean;
  /** Names a load of the page, whose requests are known by their tickets. */
  openLoad(): { load: string; ticketSeed: number };
  /** Who made the page ask; undefined for whoever is not the page, or repeats what the page sent. */
  takeTicket(request: Request): Cause | undefined;
  signInUrl(account: string, target: string): string;
  /** Answers the host of the sign-in page. */
  answerSignIn(url: URL): Response;
}

export interface SessionParts {
  behaviour: Behaviour;
  ids: IdMaker;
  now(): number;
  random(): number;
  mailOrigin: string;
  signInOrigin: string;
  signInPath: string;
}

const COOKIES = { work: 'OpenIdConnect.token.v1', personal: 'RPSSecAuth', 'on-premises': 'cadata' } as const;
export const CANARY = 'X-OWA-CANARY';
/** Header that real pages have too; the stand-in's own hold the ticket. */
export const TICKET_HEADER = 'x-owa-correlationid';

export function createSession(parts: SessionParts): Session {
  const signedOut = new Set<string>();
  const endsAt = new Map<string, number>();
  const tokens = new Map<string, { account: string; untilMs: number }>();
  const loads = new Map<string, { seed: number; used: Set<string> }>();
  const cookie = parts.ids.token(40);
  const canary = parts.ids.token(44);
  const isSecure = parts.mailOrigin.startsWith('https:');
  const attributes = isSecure ? 'Secure; SameSite=None' : 'SameSite=Lax';

  const isSignedIn: Session['isSignedIn'] = (account) => {
    const end = endsAt.get(account);
    return !signedOut.has(account) && (end === undefined || parts.now() < end);
  };
  const hasToken = (request: Request, account: string): boolean => {
    const given = /^(?:Bearer |MSAuth1\.0 usertoken=")([^"]+)/.exec(request.headers.get('authorization') ?? '')?.[1];
    const token = tokens.get(given ?? '');
    return token !== undefined && token.account === account && parts.now() < token.untilMs;
  };
  const hasCanary = (request: Request, url: URL): boolean =>
    (request.headers.get(CANARY) ?? url.searchParams.get(CANARY)) === canary;
  const signIn: Session['signIn'] = (account) => {
    signedOut.delete(account);
    endsAt.delete(account);
  };

  return {
    isSignedIn,
    signIn,
    signOut: (account) => void signedOut.add(account),
    begin(account, flavour) {
      const { sessionMs } = parts.behaviour;
      if (sessionMs > 0) endsAt.set(account, parts.now() + sessionMs);
      const session = `${COOKIES[flavour]}=${cookie}; Path=/; HttpOnly; ${attributes}`;
      if (flavour === 'work') return [session];
      // Scripts may read the canary's cookie on-premises alone.
      const hidden = flavour === 'personal' ? '; HttpOnly' : '';
      return [session, `${CANARY}=${canary}; Path=/${hidden}; ${attributes}`];
    },
    credentials(account, flavour) {
      if (flavour === 'on-premises') return { canary };
      const token = parts.ids.token(60);
      const { tokenMs } = parts.behaviour;
      tokens.set(token, { account, untilMs: tokenMs > 0 ? parts.now() + tokenMs : Number.POSITIVE_INFINITY });
      if (flavour === 'work') return { authorization: `Bearer ${token}` };
      return { authorization: `MSAuth1.0 usertoken="${token}", type="MSACT"`, canary };
    },
    isAuthorised(request, url, account, flavour) {
      if (!isSignedIn(account)) return false;
      if (flavour === 'work') return hasToken(request, account) && request.headers.has('x-anchormailbox');
      if (flavour === 'personal') return hasToken(request, account) && hasCanary(request, url);
      return (request.headers.get('cookie') ?? '').includes(`cadata=${cookie}`) && hasCanary(request, url);
    },
    openLoad() {
      const load = parts.ids.guid();
      const ticketSeed = Math.floor(parts.random() * 0x1_0000_0000);
      loads.set(load, { seed: ticketSeed, used: new Set() });
      return { load, ticketSeed };
    },
    takeTicket(request) {
      const [load = '', ticket = '', cause] = (request.headers.get(TICKET_HEADER) ?? '').split('_');
      const known = loads.get(load);
      if (!known || (cause !== 'own' && cause !== 'scripted') || known.used.has(ticket)) return undefined;
      if (ticketOf(known.seed, Number(ticket.split('-')[0]), cause) !== ticket) return undefined;
      known.used.add(ticket);
      return cause;
    },
    signInUrl(account, target) {
      const query = new URLSearchParams({ login_hint: account, redirect_uri: target });
      return `${parts.signInOrigin}${parts.signInPath}?${query}`;
    },
    answerSignIn(url) {
      const account = url.searchParams.get('login_hint') ?? '';
      const wanted = url.searchParams.get('redirect_uri') ?? '';
      const target = wanted.startsWith(`${parts.mailOrigin}/`) ? wanted : `${parts.mailOrigin}/`;
      if (url.searchParams.has('yes')) {
        signIn(account);
        return redirect(target);
      }
      const query = new URLSearchParams({ login_hint: account, redirect_uri: target, yes: '1' });
      return html(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head>
<body><main><h1>Stand-in sign-in</h1><p>${escapeHtml(account)}</p>
<a id="sign-in" role="button" href="${parts.signInPath}?${escapeHtml(query.toString())}">Sign in</a></main></body></html>`);
    },
  };
}
