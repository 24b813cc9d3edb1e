import type { IcloudBehaviour } from './options.ts';

const TOKEN = 'X-APPLE-WEBAUTH-TOKEN';
const USER = 'X-APPLE-WEBAUTH-USER';

/** Who is signed in. One browser profile has one Apple account. */
export interface Session {
  /** The account whose live session a request belongs to. */
  accountOf(request: Request): string | undefined;
  /** Whether a request comes with cookies of any session, be it over or not. */
  hasCookie(request: Request): boolean;
  isSignedIn(account: string): boolean;
  /** Cookies of a session that begins now, or goes on with another token. */
  cookies(account: string): string[];
  signIn(account: string): void;
  signOut(account: string): void;
  dsid(account: string): string;
}

export interface SessionParts {
  behaviour: IcloudBehaviour;
  accounts: readonly string[];
  now(): number;
  token(length: number): string;
  wwwOrigin: string;
}

/** Requests under way carry the token before the last. */
const GRACE_MS = 5000;

export function createSession(parts: SessionParts): Session {
  const signedOut = new Set<string>();
  const tokens = new Map<string, { account: string; untilMs: number }>();
  const latest = new Map<string, string>();
  const dsids = new Map(parts.accounts.map((account, place) => [account, String(10_270_431_118 + place * 7919)]));
  const { hostname, protocol } = new URL(parts.wwwOrigin);
  const domain = hostname.startsWith('www.') ? `; Domain=${hostname.slice('www'.length)}` : '';
  const where = protocol === 'https:' ? `Secure; SameSite=None${domain}` : 'SameSite=Lax';

  const tokenOf = (request: Request): string =>
    new RegExp(`${TOKEN}="([^"]*)"`).exec(request.headers.get('cookie') ?? '')?.[1] ?? '';
  const renew = (account: string): string => {
    const held = latest.get(account);
    if (held !== undefined && parts.behaviour.cookies === 'steady') return held;
    if (held !== undefined) tokens.set(held, { account, untilMs: parts.now() + GRACE_MS });
    const token = `v=2:t=${parts.token(40)}`;
    tokens.set(token, { account, untilMs: Number.POSITIVE_INFINITY });
    latest.set(account, token);
    return token;
  };

  return {
    accountOf(request) {
      const known = tokens.get(tokenOf(request));
      if (!known || known.untilMs <= parts.now() || signedOut.has(known.account)) return undefined;
      return known.account;
    },
    hasCookie: (request) => tokenOf(request) !== '',
    isSignedIn: (account) => !signedOut.has(account),
    cookies: (account) => [
      `${TOKEN}="${renew(account)}"; Path=/; HttpOnly; ${where}`,
      `${USER}="v=1:s=1:d=${dsids.get(account) ?? ''}"; Path=/; HttpOnly; ${where}`,
    ],
    signIn: (account) => void signedOut.delete(account),
    signOut: (account) => void signedOut.add(account),
    dsid: (account) => dsids.get(account) ?? '',
  };
}
