import { type Context, Hono } from 'hono';
import type { AuditAction, AuditLog } from '../access/audit-log.ts';
import type { Hooks, NoteHook } from '../hooks/hook-store.ts';
import type { V4Choices } from '../v4/choices.ts';
import { hooks as entity } from '../v4/entities/hooks.ts';
import { parseListQuery } from '../v4/list-query.ts';
import { toSchemaDocument } from '../v4/schema-document.ts';
import { notExist } from '../v4/v4-error.ts';
import type { ServerEnv } from './context.ts';
import { parseId } from './path-id.ts';
import { readJson } from './read-json.ts';

/** Hooks carry a secret and bring records of their maker: each user has their own, who sees everything sees all. */
async function own(c: Context<ServerEnv>, hooks: Hooks): Promise<number> {
  const id = parseId(c.req.param('id') ?? '');
  const { seesAll, userId } = c.get('viewer');
  if (!seesAll && (await hooks.get(id)).user_created !== userId) throw notExist();
  return id;
}

/** `/hooks`, to be mounted where the session is already known. The page size is the query parameter `Count` here. */
export function createHookRoutes(deps: { hooks: Hooks; choices: V4Choices; audit: AuditLog }): Hono<ServerEnv> {
  const { hooks, choices } = deps;
  const app = new Hono<ServerEnv>();
  const note =
    (c: Context<ServerEnv>, action: AuditAction): NoteHook =>
    (within, recordId) =>
      deps.audit.write(c.get('who'), { action, table: 'hooks', recordId }, within);

  app.get('/', async (c) => {
    const parameters = new URL(c.req.url).searchParams;
    const count = parameters.get('Count') ?? parameters.get('count');
    parameters.delete('Count');
    parameters.delete('count');
    const headers = count === null ? c.req.raw.headers : { get: () => count };
    const query = parseListQuery(entity, parameters, headers, choices);
    const { seesAll, userId } = c.get('viewer');
    if (!seesAll) query.where.push((eb) => eb('user_created', '=', userId));
    return c.json(await hooks.list(query));
  });
  app.get('/schema', (c) => c.json(toSchemaDocument(entity, choices)));
  app.get('/:id', async (c) => c.json(await hooks.get(await own(c, hooks))));
  app.post('/', async (c) =>
    c.json(await hooks.create(await readJson(c.req), c.get('session').userId, note(c, 'create'))),
  );
  app.put('/:id', async (c) => {
    const id = await own(c, hooks);
    return c.json(await hooks.update(id, await readJson(c.req), c.get('session').userId, note(c, 'update')));
  });
  app.delete('/:id', async (c) => {
    await hooks.remove(await own(c, hooks), c.get('session').userId, note(c, 'delete'));
    return c.json({ [choices.messageKey]: 'entity deleted' });
  });
  return app;
}
