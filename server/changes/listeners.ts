import { V4Error } from '../v4/v4-error.ts';

export interface ListenerLimits {
  /** Listeners of one key pair. */
  perKey: number;
  /** Listeners of this process. */
  total: number;
  /** A listener that has not taken what it was given for this long is cut off. */
  stalledMs: number;
}

/** One open stream or waiting request. */
export interface Listener {
  /** Aborts when the session ends, when the server closes, and when the listener is gone. */
  readonly signal: AbortSignal;
  /** Something was handed to the connection. */
  given(): void;
  /** The connection has room for more. */
  taken(): void;
  release(): void;
}

/** Everybody who listens, within limits. */
export interface Listeners {
  /**
   * @param isValid Whether the session still holds.
   * @param cutOff Breaks the connection.
   * @throws `V4Error` 429 when the key has too many, 503 when there are too many in all or the server closes.
   */
  open(listener: { publicKey: string; isValid: () => boolean; cutOff: () => void }): Listener;
  readonly size: number;
  /** Ends all. */
  close(): void;
}

const SWEEP_MS = 1_000;

export function createListeners({ perKey, total, stalledMs }: ListenerLimits): Listeners {
  const open = new Map<object, { publicKey: string; check: () => void; end: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function refuseTooMany(publicKey: string): void {
    const retry = { 'Retry-After': '5' };
    if (closed) throw new V4Error(503, -1, 'the server closes', { ...retry, Connection: 'close' });
    if (open.size >= total) throw new V4Error(503, -1, 'too many are listening', retry);
    const ofKey = [...open.values()].filter((other) => other.publicKey === publicKey).length;
    if (ofKey >= perKey) throw new V4Error(429, -1, `${perKey} are listening with this key already`, retry);
  }

  return {
    open({ publicKey, isValid, cutOff }) {
      refuseTooMany(publicKey);
      const ending = new AbortController();
      let givenAt: number | undefined;
      const self = {};
      const release = () => {
        open.delete(self);
        ending.abort();
        if (open.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
      const check = () => {
        if (!isValid()) ending.abort();
        if (givenAt === undefined || performance.now() - givenAt < stalledMs) return;
        cutOff();
        release();
      };
      open.set(self, { publicKey, check, end: () => ending.abort() });
      timer ??= setInterval(() => {
        for (const listener of [...open.values()]) listener.check();
      }, SWEEP_MS).unref();
      return {
        signal: ending.signal,
        given: () => {
          givenAt = performance.now();
        },
        taken: () => {
          givenAt = undefined;
        },
        release,
      };
    },

    get size() {
      return open.size;
    },

    close() {
      closed = true;
      for (const listener of [...open.values()]) listener.end();
    },
  };
}
