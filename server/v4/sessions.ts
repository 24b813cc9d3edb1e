import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Session {
  userId: number;
  publicKey: string;
}

/** Session tokens: opaque to clients, signed, so that a restart of the server ends no session. */
export interface Sessions {
  issue(session: Session): string;
  /** Undefined when the token is forged, expired or ended. */
  verify(token: string): Session | undefined;
  /** Ends every session issued so far. */
  expireAll(): void;
}

interface Payload {
  user: number;
  key: string;
  /** Ms since the epoch. */
  expiresAt: number;
  generation: number;
}

/**
 * @param now Ms since the epoch.
 * @param lifeSeconds Read at each sign-in.
 */
export function createSessions(deps: { key: Buffer; now: () => number; lifeSeconds: () => number }): Sessions {
  let generation = 0;
  const key = createSecretKey(deps.key);
  const sign = (text: string) => createHmac('sha256', key).update(`session:${text}`).digest();

  return {
    issue({ userId, publicKey }) {
      const expiresAt = deps.now() + deps.lifeSeconds() * 1_000;
      const payload = {
        user: userId,
        key: publicKey,
        expiresAt,
        generation,
        nonce: randomBytes(9).toString('base64url'),
      };
      const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
      return `${text}.${sign(text).toString('base64url')}`;
    },

    verify(token) {
      const [text = '', mac = '', ...more] = token.split('.');
      const given = Buffer.from(mac, 'base64url');
      const wanted = sign(text);
      if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const payload = JSON.parse(Buffer.from(text, 'base64url').toString()) as Payload;
      if (payload.generation !== generation || deps.now() >= payload.expiresAt) return undefined;
      return { userId: payload.user, publicKey: payload.key };
    },

    expireAll() {
      generation += 1;
    },
  };
}
