import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type CookieStore, getIronSession } from 'iron-session';

const SESSION_COOKIE = 'tandem_crm';
const FORM_COOKIE = 'tandem_crm_form';

interface Sealed {
  token: string;
}

/** The cookies of the pages. What a browser holds is sealed: it can be neither read nor made up without the server's key. */
export interface SessionCookie {
  /** The token of the browser; empty when there is none, or the cookie was not made here. */
  read(c: Context): Promise<string>;
  write(c: Context, token: string): Promise<void>;
  remove(c: Context): void;
  /** The token of a form shown to somebody who is not signed in. */
  readForm(c: Context): string;
  writeForm(c: Context, token: string): void;
}

const storeOf = (c: Context): CookieStore => ({
  get(name) {
    const value = getCookie(c, name);
    return value === undefined ? undefined : { name, value };
  },
  set: (name, value, options) => setCookie(c, name, value, options as Parameters<typeof setCookie>[3]),
});

/**
 * @param key At least 32 bytes, the same in all processes.
 * @param isSecure Whether the browser reaches the server by TLS, so that the cookie must never go without.
 */
export function createSessionCookie(deps: { key: Buffer; isSecure: boolean }): SessionCookie {
  // Lax, not strict: a link from the extension's pages must arrive signed in. Every form carries a token of its own.
  const attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure: deps.isSecure } as const;
  const open = (c: Context) =>
    getIronSession<Sealed>(storeOf(c), {
      cookieName: SESSION_COOKIE,
      password: deps.key.toString('base64url'),
      // How long a session lasts is decided by its row, which can be taken away.
      ttl: 0,
      cookieOptions: { ...attributes, maxAge: undefined },
    });

  return {
    async read(c) {
      const { token } = await open(c);
      return typeof token === 'string' ? token : '';
    },
    async write(c, token) {
      const session = await open(c);
      session.token = token;
      await session.save();
    },
    remove(c) {
      deleteCookie(c, SESSION_COOKIE, { path: '/' });
    },
    readForm: (c) => getCookie(c, FORM_COOKIE) ?? '',
    writeForm(c, token) {
      if (token === '') deleteCookie(c, FORM_COOKIE, { path: '/' });
      else setCookie(c, FORM_COOKIE, token, { ...attributes, sameSite: 'strict' });
    },
  };
}
