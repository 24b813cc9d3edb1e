import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { ServerEnv } from '../http/context.ts';
import { parseId } from '../http/path-id.ts';
import { readJson } from '../http/read-json.ts';
import type { TandemResource } from '../http/tandem-routes.ts';
import type { V4Choices } from '../v4/choices.ts';
import { badRequest, V4Error } from '../v4/v4-error.ts';
import { parseForm, serverFormSchema } from './account-form.ts';
import { DONE_MESSAGE } from './accounts.ts';
import { testConnection } from './connectivity-test.ts';
import type { Imap } from './create-imap.ts';
import { imapSchema } from './imap-schema.ts';

const DEFAULT_COUNT = 50;
const MAX_COUNT = 1_000;
/** Longest test of a connection. */
const TEST_MS = 60_000;

const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.int().min(1).max(max));
const querySchema = z.strictObject({
  after: whole(2_147_483_647).optional(),
  count: whole(MAX_COUNT).default(DEFAULT_COUNT),
  userId: whole(2_147_483_647).optional(),
});

/** `/api/v4/tandem/imap`: mailboxes read by IMAP. */
export function createImapResource(deps: { imap: Imap; choices: Pick<V4Choices, 'messageKey'> }): TandemResource {
  const { imap, choices } = deps;
  const { accounts } = imap;
  const app = new Hono<ServerEnv>();
  const testing = new Set<number>();
  const idOf = (c: Context<ServerEnv>) => parseId(c.req.param('id') ?? '');
  const done = { [choices.messageKey]: DONE_MESSAGE };

  /** One at a time for each user: a test knocks at other people's servers. */
  async function test(c: Context<ServerEnv>, form: z.infer<typeof serverFormSchema>): Promise<Response> {
    const { userId } = c.get('viewer');
    if (testing.has(userId)) throw new V4Error(429, -1, 'a test is under way', { 'Retry-After': '5' });
    testing.add(userId);
    try {
      const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(TEST_MS)]);
      return c.json(await testConnection(form, imap.limits, signal));
    } finally {
      testing.delete(userId);
    }
  }

  app.get('/schema', (c) => c.json(imapSchema));
  app.get('/', async (c) => {
    const parsed = querySchema.safeParse(c.req.query());
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw badRequest(`${issue?.path.join('.') || 'the query'}: ${issue?.message ?? 'does not fit'}`);
    }
    const { after, count, userId } = parsed.data;
    const rows = await accounts.list(c.get('viewer'), {
      limit: count + 1,
      ...(after === undefined ? {} : { after }),
      ...(userId === undefined ? {} : { userId }),
    });
    const shown = rows.slice(0, count);
    return c.json({ accounts: shown, next: rows.length > count ? (shown.at(-1)?.id ?? null) : null });
  });
  app.post('/', async (c) => {
    const account = await accounts.create(c.get('viewer'), await readJson(c.req), c.get('who'));
    return c.json({ ...done, account });
  });
  app.post('/test', async (c) => test(c, parseForm(serverFormSchema, await readJson(c.req))));
  app.get('/:id', async (c) => c.json(await accounts.get(c.get('viewer'), idOf(c))));
  app.put('/:id', async (c) => {
    const account = await accounts.update(c.get('viewer'), idOf(c), await readJson(c.req), c.get('who'));
    return c.json({ ...done, account });
  });
  app.delete('/:id', async (c) => {
    await accounts.remove(c.get('viewer'), idOf(c), c.get('who'));
    return c.json(done);
  });
  app.post('/:id/start', async (c) =>
    c.json({ ...done, account: await accounts.start(c.get('viewer'), idOf(c), c.get('who')) }),
  );
  app.post('/:id/stop', async (c) =>
    c.json({ ...done, account: await accounts.stop(c.get('viewer'), idOf(c), c.get('who')) }),
  );
  app.post('/:id/test', async (c) => {
    const { address, userName, server, port, tls } = await accounts.get(c.get('viewer'), idOf(c));
    const password = await accounts.password(c.get('viewer'), idOf(c));
    return test(c, { address, userName, server, port, tls, password, protocol: 'imap', sync: 'email' });
  });
  app.all('*', (c) => {
    throw badRequest(`tandem/imap: ${c.req.method} is not possible here`);
  });
  return {
    resource: 'tandem/imap',
    description: 'Mailboxes read by IMAP',
    operations: { create: true, read: true, update: true, delete: true },
    routes: app,
  };
}
