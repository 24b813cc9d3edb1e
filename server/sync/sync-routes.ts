import { Hono } from 'hono';
import { z } from 'zod';
import type { ServerEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import type { TandemResource } from '../http/tandem-routes.ts';
import { toV4Date } from '../v4/dates.ts';
import { badRequest } from '../v4/v4-error.ts';
import { type SyncSettings, syncChangeSchema, syncReportSchema } from './sync-settings.ts';
import type { SyncStore } from './sync-store.ts';

const DEFAULT_COUNT = 50;
const MAX_COUNT = 1_000;

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.int().min(min).max(max));
const querySchema = z.strictObject({
  after: whole(0, 2_147_483_647).default(0),
  count: whole(1, MAX_COUNT).default(DEFAULT_COUNT),
});

const property = (description: string, readOnly: boolean, ...type: string[]) => ({ description, readOnly, type });

const schema = {
  properties: {
    type: property(
      'bidirectional or one-way: whether the events of the CRM go to the calendar as well',
      false,
      'string',
    ),
    what: property('both, email or calendar', false, 'string'),
    provider: property('gmail, outlook, exchange, yahoo, icloud or imap', false, 'string', 'null'),
    address: { ...property('Address of the mailbox', false, 'string', 'null'), maxLength: 320 },
    isOn: property('Whether it is wanted', false, 'boolean'),
    since: { ...property('When it was switched on', true, 'string', 'null'), format: 'date-time' },
    state: property('stopped, waiting, running or trouble', true, 'string'),
    reason: property('Kind of trouble', true, 'string', 'null'),
    stateAt: { ...property('When the state was reported', true, 'string', 'null'), format: 'date-time' },
  },
};

function parse<T>(wanted: z.ZodType<T>, given: unknown, what: string): T {
  const parsed = wanted.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badRequest(`${issue?.path.join('.') || what}: ${issue?.message ?? 'does not fit'}`);
}

const toWire = <T extends SyncSettings>(settings: T) => ({
  ...settings,
  since: settings.since && toV4Date(settings.since),
  stateAt: settings.stateAt && toV4Date(settings.stateAt),
});

/**
 * `/api/v4/tandem/sync`: what a user keeps in step and how it goes. `PUT` changes it, `PUT /state` is for the program that
 * does the work, `GET /users` for administrators.
 */
export function createSyncResource({ sync }: { sync: SyncStore }): TandemResource {
  const app = new Hono<ServerEnv>();
  app.get('/schema', (c) => c.json(schema));
  app.get('/', async (c) => c.json(toWire(await sync.get(c.get('viewer').userId))));
  app.put('/', async (c) => {
    const change = parse(syncChangeSchema, await readJson(c.req), 'the body');
    const result = await sync.change(c.get('viewer').userId, change, c.get('who'));
    if (!result.ok) throw badRequest(result.fault);
    return c.json(toWire(result.settings));
  });
  app.put('/state', async (c) => {
    const report = parse(syncReportSchema, await readJson(c.req), 'the body');
    const settings = await sync.report(c.get('viewer').userId, report);
    if (!settings) throw badRequest('the synchronisation is switched off');
    return c.json(toWire(settings));
  });
  app.get('/users', async (c) => {
    if (!c.get('viewer').isAdministrator) throw badRequest('the list of all users is for administrators');
    const { after, count } = parse(querySchema, c.req.query(), 'the query');
    const found = await sync.listUsers({ after, limit: count + 1 });
    const users = found.slice(0, count);
    return c.json({ users: users.map(toWire), next: found.length > count ? (users.at(-1)?.userId ?? null) : null });
  });
  app.all('*', (c) => {
    throw badRequest(`tandem/sync: ${c.req.method} is not possible here`);
  });
  return {
    resource: 'tandem/sync',
    description: 'Synchronisation of mail and calendar',
    operations: { create: false, read: true, update: true, delete: false },
    routes: app,
  };
}
