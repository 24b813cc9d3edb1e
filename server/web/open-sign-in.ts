import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.ts';
import { createSessionCookie } from './session-cookie.ts';
import { createSignInAttempts } from './sign-in-attempts.ts';
import { createSignInCodes } from './sign-in-codes.ts';
import type { SignInParts } from './sign-in-routes.ts';
import { createWebSessions } from './web-sessions.ts';

/**
 * Signing in to the pages, over what all processes on one database share.
 *
 * @param publicUrl Address from outside. This server speaks no TLS itself: only a proxy that does makes the cookie secure.
 */
export function openSignIn(deps: {
  db: Kysely<Database>;
  key: Buffer;
  now: () => number;
  publicUrl: string | undefined;
}): SignInParts {
  const isSecure = deps.publicUrl?.startsWith('https:') ?? false;
  return {
    sessions: createWebSessions(deps),
    cookie: createSessionCookie({ key: deps.key, isSecure }),
    codes: createSignInCodes(deps),
    attempts: createSignInAttempts(deps),
  };
}
