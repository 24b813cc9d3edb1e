import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from './context.ts';

/** One request, without anything of its content: no query, no headers, no body. */
export interface RequestLogEntry {
  /** Ms since the epoch. */
  at: number;
  method: string;
  /** Path without query; the secret part of an upload address is left out. */
  path: string;
  /** 0 when the answer never left. */
  status: number;
  /** Bytes of the body, from Content-Length: bodies of unknown length are refused. */
  requestBytes: number;
  actor: string;
}

const MAX_ENTRIES = 100_000;

/** Writes an entry when the answer is ready. The oldest go when there are too many. */
export function logRequests(log: RequestLogEntry[], now: () => number): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const at = now();
    c.set('actor', 'anonymous');
    await next();
    const dropped = c.res.headers.has('x-hono-already-sent');
    log.push({
      at,
      method: c.req.method,
      path: c.req.path.replace(/^\/(uploads|downloads|sign-in)\/.+$/, '/$1/…'),
      status: dropped ? 0 : c.res.status,
      requestBytes: Number(c.req.header('content-length') ?? 0),
      actor: c.get('actor'),
    });
    if (log.length > MAX_ENTRIES) log.shift();
  };
}
