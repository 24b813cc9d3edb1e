import { randomBytes } from 'node:crypto';

export interface WebSession {
  id: string;
  userId: number;
  /** Sent back by every form, so that no other site can post in the user's name. */
  formToken: string;
  /** Ms since the epoch. */
  expiresAt: number;
}

/** Who is signed in to the web pages. Kept in memory: a restart signs everybody out. */
export interface WebSessions {
  /** A code that signs in once. The user with the lowest id when none is named. */
  createCode(userId?: number): string;
  /** The user a code was made for, `undefined` for the first user, or null when the code is wrong or used. */
  redeem(code: string): { userId: number | undefined } | null;
  start(userId: number): WebSession;
  get(id: string): WebSession | undefined;
  end(id: string): void;
}

const LIFE_MS = 12 * 3_600_000;
const CODE_LIFE_MS = 24 * 3_600_000;

/** @param now Ms since the epoch. */
export function createWebSessions({ now }: { now: () => number }): WebSessions {
  const sessions = new Map<string, WebSession>();
  const codes = new Map<string, { userId: number | undefined; expiresAt: number }>();
  const secret = () => randomBytes(24).toString('base64url');

  return {
    createCode(userId) {
      const code = secret();
      codes.set(code, { userId, expiresAt: now() + CODE_LIFE_MS });
      return code;
    },
    redeem(code) {
      const found = codes.get(code);
      codes.delete(code);
      return found && found.expiresAt > now() ? { userId: found.userId } : null;
    },
    start(userId) {
      for (const [id, { expiresAt }] of sessions) if (expiresAt <= now()) sessions.delete(id);
      const session = { id: secret(), userId, formToken: secret(), expiresAt: now() + LIFE_MS };
      sessions.set(session.id, session);
      return session;
    },
    get(id) {
      const session = sessions.get(id);
      return session && session.expiresAt > now() ? session : undefined;
    },
    end(id) {
      sessions.delete(id);
    },
  };
}
