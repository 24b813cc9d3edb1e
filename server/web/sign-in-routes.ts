import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { AuditLog, Who } from '../access/audit-log.ts';
import { toClient, toSessionDigest } from '../access/who.ts';
import type { ServerEnv } from '../http/context.ts';
import type { Keys } from '../store/keys.ts';
import type { DirectoryViews } from './directory-views.ts';
import { type FormFields, field, isTokenOf, readForm } from './form-guard.ts';
import { signInPage } from './pages/sign-in-page.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import type { SignInCodes } from './sign-in-codes.ts';
import type { WebSession, WebSessions } from './web-sessions.ts';

/** A path of this server to go on to; anything else, such as `//example.com`, becomes the first page. */
export function toSafeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\w\-./?=&%]*$/.test(next) && !next.startsWith('/sign-')
    ? next
    : '/companies';
}

/** What signing in is made of. */
export interface SignInParts {
  sessions: WebSessions;
  cookie: SessionCookie;
  codes: SignInCodes;
  attempts: SignInAttempts;
}

/** Signing in by password or one-time link, and out. */
export function createSignInRoutes(
  deps: SignInParts & { keys: Keys; views: DirectoryViews; audit: AuditLog },
): Hono<ServerEnv> {
  const { keys, sessions, cookie, attempts, views, audit } = deps;
  const app = new Hono<ServerEnv>();

  const whoOf = (c: Context<ServerEnv>, userId: number | null, session?: WebSession): Who => ({
    userId,
    via: 'page',
    credential: session === undefined ? null : toSessionDigest(session.formToken),
    client: toClient(c.req.raw.headers),
  });
  // The address tried is not kept: it may be a password, typed into the wrong field.
  const noteFailure = (c: Context<ServerEnv>) => audit.write(whoOf(c, null), { action: 'sign-in', outcome: 'refused' });

  async function begin(c: Context<ServerEnv>, userId: number, next: string) {
    // Who signs in again in the same browser leaves no session behind that nobody holds.
    const before = await sessions.find(await cookie.read(c));
    if (before) await sessions.end(before.id);
    const session = await sessions.start(userId);
    await audit.write(whoOf(c, userId, session), { action: 'sign-in' });
    await cookie.write(c, session.token);
    cookie.writeForm(c, '');
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
    cookie.writeForm(c, formToken);
    return c.html(signInPage({ formToken, next, email, problem }), status);
  }

  app.get('/sign-in', (c) => showForm(c, toSafeNext(c.req.query('next'))));

  app.get('/sign-in/:code', async (c) => {
    const next = toSafeNext(c.req.query('next'));
    const redeemed = await deps.codes.redeem(c.req.param('code'));
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
    if (!isTokenOf(form, cookie.readForm(c))) {
      return showForm(c, next, email, 'The form was too old. Please try again.', 400);
    }
    const waitMs = await attempts.take(email);
    if (waitMs > 0) {
      c.header('Retry-After', String(Math.ceil(waitMs / 1_000)));
      const minutes = Math.ceil(waitMs / 60_000);
      const words = `Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
      return showForm(c, next, email, words, 429);
    }
    const userId = await keys.userOfPassword(email, field(form, 'password'));
    if (userId === undefined) {
      await noteFailure(c);
      return showForm(c, next, email, 'The e-mail or the password is wrong.', 401);
    }
    await attempts.forget(email);
    return begin(c, userId, next);
  });

  /** Ends sessions, when the form is one of this session's own. */
  function onSignOut(end: (session: WebSession) => Promise<void>) {
    return async (c: Context<ServerEnv>) => {
      const session = await sessions.find(await cookie.read(c));
      const form: FormFields = await readForm(c);
      if (session && isTokenOf(form, session.formToken)) {
        await end(session);
        await audit.write(whoOf(c, session.userId, session), { action: 'sign-out' });
        cookie.remove(c);
      }
      return c.redirect('/sign-in', 303);
    };
  }
  app.post(
    '/sign-out',
    onSignOut(({ id }) => sessions.end(id)),
  );
  app.post(
    '/sign-out-everywhere',
    onSignOut(({ userId }) => sessions.endAllOf(userId)),
  );

  return app;
}
