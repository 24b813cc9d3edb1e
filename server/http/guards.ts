import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { V4Error } from '../v4/v4-error.ts';
import type { ServerEnv } from './context.ts';

/** Largest JSON or form body, in bytes. Uploads have a limit of their own. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Refuses requests for a host this server is not: otherwise a web page could point a name of its own at this machine and
 * read the answers as its own (DNS rebinding).
 */
export function checkHost(allowed: ReadonlySet<string>): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const host = (c.req.header('host') ?? '').toLowerCase().replace(/:\d+$/, '');
    // A request line may name a host of its own, which goes before the header and into the addresses that are given out.
    if (!allowed.has(host) || !allowed.has(new URL(c.req.url).hostname))
      return c.json({ code: -1, error: 'unknown host' }, 421);
    return next();
  };
}

/** Refuses bodies of unknown or too great a length before a byte is read. */
export function checkBodySize(limitFor: (path: string) => number): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    if (c.req.header('transfer-encoding') !== undefined) throw new V4Error(411, -1, 'Content-Length is needed');
    const limit = limitFor(c.req.path);
    if (Number(c.req.header('content-length') ?? 0) > limit) {
      throw new V4Error(413, -1, `the body is larger than ${limit} bytes`, { Connection: 'close' });
    }
    return next();
  };
}

/** Browser extensions may call the API from any of their pages; web pages may not. No cookies either way. */
export const allowExtensions = cors({
  origin: (origin) => (/^(chrome|moz)-extension:\/\/[a-z0-9-]+$/i.test(origin) ? origin : null),
  allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
  allowHeaders: [
    ...['X-Session-Key', 'Content-Type', 'Accept', 'Count', 'X-FM-Entity-Count', 'ExtraFieldDescription'],
    'Last-Event-ID',
  ],
  exposeHeaders: ['Retry-After'],
  maxAge: 600,
});

/** On every answer; pages add their own content policy. */
export const securityHeaders: MiddlewareHandler<ServerEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'same-origin');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('X-Frame-Options', headers.get('X-Frame-Options') ?? 'DENY');
  if (!headers.has('Content-Security-Policy'))
    headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
};
