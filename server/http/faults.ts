import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from './context.ts';

/**
 * What to do with a request, for tests of clients: nothing; lose it before it had an effect; lose the answer after the effect;
 * answer this instead of acting; act, and send only the first bytes of the answer; act after a delay.
 */
export type Fault =
  | 'ok'
  | 'drop-before'
  | 'drop-after-commit'
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { truncate: number }
  | { delayMs: number };

interface FaultRequest {
  method: string;
  path: string;
  /** Request headers, names in lower case. */
  headers: Readonly<Record<string, string>>;
}

export type BeforeRespond = (request: FaultRequest) => Fault | Promise<Fault>;

/** Plays the faults that `beforeRespond` asks for. */
export function faults(beforeRespond: BeforeRespond): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const fault = await beforeRespond({ method: c.req.method, path: c.req.path, headers: c.req.header() });
    const { outgoing } = c.env;
    if (fault === 'ok') return next();
    if (fault === 'drop-before') {
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    if (fault === 'drop-after-commit') {
      await next();
      outgoing.destroy();
      c.res = RESPONSE_ALREADY_SENT;
      return;
    }
    if ('delayMs' in fault) {
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      return next();
    }
    if ('status' in fault) {
      const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? {});
      const headers = { 'Content-Type': 'application/json', ...fault.headers };
      return new Response([204, 304].includes(fault.status) ? null : text, { status: fault.status, headers });
    }
    await next();
    const bytes = Buffer.from(await c.res.arrayBuffer());
    outgoing.writeHead(c.res.status, { ...Object.fromEntries(c.res.headers), 'content-length': String(bytes.length) });
    await new Promise<void>((sent) => outgoing.write(bytes.subarray(0, fault.truncate), () => sent()));
    outgoing.destroy();
    c.res = RESPONSE_ALREADY_SENT;
  };
}
