import type { Context, Hono } from 'hono';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { badRequest } from '../v4/v4-error.ts';
import type { ServerEnv } from './context.ts';
import { parseId } from './path-id.ts';
import { readJson } from './read-json.ts';

/**
 * Calls as far as they differ from other entities: a create answers the whole record and may name its user by address or
 * number, a delete has words of its own, and a number finds whom it belongs to.
 */
export function addCallRoutes(
  app: Hono<ServerEnv>,
  deps: {
    calls: Entity;
    choices: Pick<V4Choices, 'messageKey'>;
    origin: (c: Context<ServerEnv>) => string;
  },
): void {
  const { calls, choices, origin } = deps;

  async function create(c: Context<ServerEnv>, body: unknown) {
    const { resources } = c.get('scope');
    const { id } = await resources.create(calls, body, c.get('session').userId);
    return c.json(await resources.get(calls, id, 'EN', origin(c)));
  }

  app.get('/calls/phone/:number', async (c) =>
    c.json(await c.get('scope').phoneBook.find(c.req.param('number'), origin(c))),
  );
  app.post('/calls', async (c) => create(c, await readJson(c.req)));
  app.post('/calls/identify', async (c) => {
    const body = await readJson(c.req);
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw badRequest('the body must be an object');
    const { userPhoneFM, ...rest } = body as Record<string, unknown>;
    if ('salesRepId' in rest) throw badRequest('userPhoneFM stands in the place of salesRepId');
    return create(c, { ...rest, salesRepId: await c.get('scope').phoneBook.userOf(userPhoneFM) });
  });
  app.delete('/calls/:id', async (c) => {
    await c.get('scope').resources.remove(calls, parseId(c.req.param('id')), c.get('session').userId);
    return c.json({ [choices.messageKey]: 'Call deleted' });
  });
}
