import { type Context, Hono } from 'hono';
import type { ServerEnv } from '../http/context.ts';
import type { TandemResource } from '../http/tandem-routes.ts';
import type { EntityTable } from '../store/tables.ts';
import type { Entity } from '../v4/entity.ts';
import type { Sessions } from '../v4/sessions.ts';
import { badRequest } from '../v4/v4-error.ts';
import { type ChangeQuery, parseChangeQuery } from './change-query.ts';
import { type ChangeReader, createChangeReader, type MayHear } from './change-reader.ts';
import { changeSchema } from './change-schema.ts';
import { toEventStream } from './event-stream.ts';
import type { Listener } from './listeners.ts';
import type { OpenChanges } from './open-changes.ts';

interface ChangeRouteDeps {
  changes: OpenChanges;
  entities: ReadonlyMap<string, Entity>;
  sessions: Sessions;
  mayHear: MayHear;
  /** A read of the log that failed while a stream was open. */
  onFault: (error: unknown) => void;
}

/** `/api/v4/tandem/changes`: what was written, as a stream or one answer at a time. */
export function createChangeResource(deps: ChangeRouteDeps): TandemResource {
  return {
    resource: 'tandem/changes',
    description: 'Changes',
    operations: { create: false, read: true, update: false, delete: false },
    routes: createRoutes(deps),
  };
}

function createRoutes(deps: ChangeRouteDeps): Hono<ServerEnv> {
  const { feed, listeners, limits } = deps.changes;
  const readable = [...deps.entities.values()].filter(({ operations }) => operations.read);
  const known = new Set(readable.map(({ resource }) => resource));
  const app = new Hono<ServerEnv>();

  function openListener(c: Context<ServerEnv>): Listener {
    const token = c.req.header('x-session-key') ?? '';
    const { outgoing } = c.env;
    const listener = listeners.open({
      publicKey: c.get('session').publicKey,
      isValid: () => deps.sessions.verify(token) !== undefined,
      cutOff: () => outgoing.destroy(),
    });
    if (outgoing.destroyed) listener.release();
    else outgoing.once('close', listener.release);
    return listener;
  }

  function readerFor(c: Context<ServerEnv>, query: ChangeQuery, since: number): ChangeReader {
    const wanted = readable.filter(({ resource }) => query.entities?.has(resource) ?? true);
    const resources = new Map<EntityTable, string>(wanted.map(({ table, resource }) => [table, resource]));
    return createChangeReader({ feed, session: c.get('session'), resources, mayHear: deps.mayHear, since });
  }

  /** The client must read everything anew, and go on from `cursor`, which was taken before it begins to. */
  async function gone(c: Context<ServerEnv>): Promise<Response> {
    const error = 'the changes since then are no longer kept';
    return c.json({ code: -1, error, reset: true, cursor: await feed.last() }, 410);
  }

  async function stream(c: Context<ServerEnv>, query: ChangeQuery): Promise<Response> {
    const since = query.since === 'now' ? await feed.last() : query.since;
    if (!(await feed.read(since))) return gone(c);
    const listener = openListener(c);
    const events = toEventStream({
      reader: readerFor(c, query, since),
      listener,
      heartbeatMs: limits.heartbeatMs,
      onFault: deps.onFault,
    });
    return c.body(events, 200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      // The connection has nothing else to carry when the stream ends; and proxies are told to pass events on at once.
      Connection: 'close',
      'X-Accel-Buffering': 'no',
    });
  }

  async function answer(c: Context<ServerEnv>, query: ChangeQuery): Promise<Response> {
    if (query.since === 'now') return c.json({ changes: [], cursor: await feed.last() });
    const listener = query.waitSeconds > 0 ? openListener(c) : undefined;
    try {
      const reader = readerFor(c, query, query.since);
      const batch = await reader.next(query.waitSeconds * 1_000, listener?.signal ?? c.req.raw.signal);
      if (!batch) return await gone(c);
      return c.json(batch, 200, listener?.signal.aborted ? { Connection: 'close' } : {});
    } finally {
      listener?.release();
    }
  }

  app.get('/', (c) => {
    const query = parseChangeQuery(new URL(c.req.url).searchParams, c.req.raw.headers, known);
    const wantsStream = c.req.header('accept')?.includes('text/event-stream') ?? false;
    return wantsStream ? stream(c, query) : answer(c, query);
  });
  app.get('/schema', (c) => c.json(changeSchema));
  app.all('*', (c) => {
    throw badRequest(`tandem/changes: ${c.req.method} is not possible here`);
  });
  return app;
}
