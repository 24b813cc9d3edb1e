import { CrmAuthError } from './errors/crm-auth-error.ts';
import { CrmUnavailableError } from './errors/crm-unavailable-error.ts';
import type { SessionMemory } from './session-memory.ts';

/** The key pair an administrator of the tenant makes; it is sent as user name and password. */
export interface Credentials {
  publicKey: string;
  privateKey: string;
}

export interface SignIn {
  /**
   * The session token, from memory or by signing in. Calls that come while a sign-in is under way share it.
   *
   * @throws CrmAuthError when there are no keys, or they are refused
   */
  token(signal: AbortSignal): Promise<string>;
  /** The server refused this token. Does nothing when another has taken its place meanwhile. */
  drop(token: string): Promise<void>;
  /** Forgets the session and that keys were refused: somebody asks for a new try. */
  reset(): Promise<void>;
}

/** Refused keys are not tried again for this long, so that a queue of calls does not lock them. */
const REFUSED_FOR_MS = 60_000;

/** Signs in when needed, once for everybody who waits. */
export function createSignIn(options: {
  memory: SessionMemory;
  credentials(): Promise<Credentials | null>;
  /** Sends the keys; its own time-out, no caller's signal: a caller that stops must not stop the others. */
  login(keys: Credentials): Promise<string>;
  now(): number;
}): SignIn {
  const { memory, credentials, login, now } = options;
  let underWay: Promise<string> | undefined;
  let refused: { keys: Credentials; at: number } | undefined;

  async function signIn(): Promise<string> {
    const keys = await credentials();
    if (!keys?.publicKey || !keys.privateKey) throw new CrmAuthError('No keys for the CRM');
    if (refused && same(refused.keys, keys) && Math.abs(now() - refused.at) < REFUSED_FOR_MS) {
      throw new CrmAuthError('The CRM refused these keys a moment ago');
    }
    try {
      const token = await login(keys);
      await memory.update({ token });
      return token;
    } catch (error) {
      if (error instanceof CrmAuthError) refused = { keys, at: now() };
      throw error;
    }
  }

  return {
    async token(signal) {
      const { token } = await memory.read();
      if (token !== undefined) return token;
      underWay ??= signIn().finally(() => {
        underWay = undefined;
      });
      return await untilStopped(underWay, signal);
    },
    async drop(token) {
      if ((await memory.read()).token === token) await memory.update({ token: undefined });
    },
    async reset() {
      refused = undefined;
      await memory.forget();
    },
  };
}

function same(a: Credentials, b: Credentials): boolean {
  return a.publicKey === b.publicKey && a.privateKey === b.privateKey;
}

function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new CrmUnavailableError('The request was stopped before it was sent', false));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
