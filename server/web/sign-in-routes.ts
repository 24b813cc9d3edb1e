import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AuditLog, Who } from '../access/audit-log.ts';
import { toClient, toSessionDigest } from '../access/who.ts';
import type { ServerEnv } from '../http/context.ts';
import type { Keys } from '../store/keys.ts';
import { createRateLimit } from '../v4/rate-limit.ts';
import type { DirectoryViews } from './directory-views.ts';
import { signInPage } from './pages/sign-in-page.ts';
import type { WebSessions } from './web-sessions.ts';

export const SESSION_COOKIE = 'tandem_crm';
const FORM_COOKIE = 'tandem_crm_form';

/** A path of this server to go on to; anything else, such as `//example.com`, becomes the first page. */
export function toSafeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\w\-./?=&%]*$/.test(next) && !next.startsWith('/sign-')
    ? next
    : '/companies';
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && left.length > 0 && timingSafeEqual(left, right);
}

/** The fields of a form; none when it cannot be read. */
async function readForm(c: Context): Promise<Record<string, unknown>> {
  return c.req.parseBody().catch(() => ({}));
}

const field = (form: Record<string, unknown>, name: string) => (typeof form[name] === 'string' ? form[name] : '');

/** Signing in by password or one-time link, and out. */
export function createSignInRoutes(deps: {
  keys: Keys;
  sessions: WebSessions;
  views: DirectoryViews;
  audit: AuditLog;
  now: () => number;
  origin: (c: Context<ServerEnv>) => string;
}): Hono<ServerEnv> {
  const { keys, sessions, views, audit } = deps;
  const attempts = createRateLimit({ perSecond: 1, now: deps.now });
  const app = new Hono<ServerEnv>();

  // Lax, not strict: a link from the extension's pages must arrive signed in. Every form carries a token of its own.
  const cookieOptions = (c: Context<ServerEnv>) =>
    ({ httpOnly: true, sameSite: 'Lax', path: '/', secure: deps.origin(c).startsWith('https:') }) as const;

  const whoOf = (c: Context<ServerEnv>, userId: number | null, sessionId?: string): Who => ({
    userId,
    via: 'page',
    credential: sessionId === undefined ? null : toSessionDigest(sessionId),
    client: toClient(c.req.raw.headers),
  });
  // The address tried is not kept: it may be a password, typed into the wrong field.
  const noteFailure = (c: Context<ServerEnv>) => audit.write(whoOf(c, null), { action: 'sign-in', outcome: 'refused' });

  async function begin(c: Context<ServerEnv>, userId: number, next: string) {
    const session = sessions.start(userId);
    await audit.write(whoOf(c, userId, session.id), { action: 'sign-in' });
    setCookie(c, SESSION_COOKIE, session.id, cookieOptions(c));
    deleteCookie(c, FORM_COOKIE, { path: '/' });
    c.set('actor', `web:${userId}`);
    return c.redirect(next, 303);
  }

  function showForm(
    c: Context<ServerEnv>,
    next: string,
    email = '',
    problem?: string,
    status: 200 | 400 | 401 | 429 = 200,
  ) {
    const formToken = randomBytes(24).toString('base64url');
    setCookie(c, FORM_COOKIE, formToken, { ...cookieOptions(c), sameSite: 'Strict' });
    return c.html(signInPage({ formToken, next, email, problem }), status);
  }

  app.get('/sign-in', (c) => showForm(c, toSafeNext(c.req.query('next'))));

  app.get('/sign-in/:code', async (c) => {
    const next = toSafeNext(c.req.query('next'));
    const redeemed = sessions.redeem(c.req.param('code'));
    const userId = redeemed && (redeemed.userId ?? (await views.firstUser()));
    if (redeemed && userId === undefined)
      return showForm(c, next, '', 'There is no user yet. Add one with --add-user.', 401);
    if (!userId) {
      await noteFailure(c);
      return showForm(c, next, '', 'This link was used already or is too old. Sign in with your password.', 401);
    }
    return begin(c, userId, next);
  });

  app.post('/sign-in', async (c) => {
    const form = await readForm(c);
    const next = toSafeNext(field(form, 'next'));
    const email = field(form, 'email').slice(0, 320);
    if (!same(field(form, 'formToken'), getCookie(c, FORM_COOKIE) ?? '')) {
      return showForm(c, next, email, 'The form was too old. Please try again.', 400);
    }
    if (attempts.take(email.toLowerCase()) > 0) {
      return showForm(c, next, email, 'Too many attempts. Wait a second and try again.', 429);
    }
    const userId = await keys.userOfPassword(email, field(form, 'password'));
    if (userId === undefined) {
      await noteFailure(c);
      return showForm(c, next, email, 'The e-mail or the password is wrong.', 401);
    }
    return begin(c, userId, next);
  });

  app.post('/sign-out', async (c) => {
    const session = sessions.get(getCookie(c, SESSION_COOKIE) ?? '');
    const form = await readForm(c);
    if (session && same(field(form, 'formToken'), session.formToken)) {
      sessions.end(session.id);
      await audit.write(whoOf(c, session.userId, session.id), { action: 'sign-out' });
      deleteCookie(c, SESSION_COOKIE, { path: '/' });
    }
    return c.redirect('/sign-in', 303);
  });

  return app;
}
