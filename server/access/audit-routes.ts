import { Hono } from 'hono';
import { z } from 'zod';
import type { ServerEnv } from '../http/context.ts';
import type { TandemResource } from '../http/tandem-routes.ts';
import { AUDIT_ACTIONS } from '../store/tables.ts';
import { toV4Date } from '../v4/dates.ts';
import { badRequest } from '../v4/v4-error.ts';
import type { AuditLog } from './audit-log.ts';

const DEFAULT_COUNT = 50;
const MAX_COUNT = 1_000;

const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.int().min(1).max(max));
const querySchema = z.strictObject({
  before: whole(2_147_483_647).optional(),
  count: whole(MAX_COUNT).default(DEFAULT_COUNT),
  userId: whole(2_147_483_647).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
});

const property = (description: string, ...type: string[]) => ({ description, readOnly: true, type });

const schema = {
  properties: {
    id: property('Number of the entry; pages go on with before', 'integer'),
    at: { ...property('When', 'string'), format: 'date-time' },
    userId: property('Who; none for nobody that is known', 'integer', 'null'),
    via: property('By key, page, address or terminal', 'string'),
    credential: property('Public key, or digest of the page session', 'string', 'null'),
    client: property('Kind of program', 'string'),
    action: property('What was done', 'string'),
    outcome: property('done or refused', 'string'),
    table: property('Table of the record', 'string', 'null'),
    recordId: property('Id of the record', 'integer', 'null'),
  },
};

/**
 * `GET /api/v4/tandem/audit`: the audit log, newest first, for administrators. `next` of an answer is the `before` of the
 * next page, null on the last one. Reading it is noted too.
 */
export function createAuditResource({ audit }: { audit: AuditLog }): TandemResource {
  const app = new Hono<ServerEnv>();
  app.get('/schema', (c) => c.json(schema));
  app.get('/', async (c) => {
    const isAllowed = c.get('viewer').isAdministrator;
    await audit.write(c.get('who'), { action: 'read-audit', outcome: isAllowed ? 'done' : 'refused' });
    if (!isAllowed) throw badRequest('the audit log is for administrators');
    const parsed = querySchema.safeParse(c.req.query());
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw badRequest(`${issue?.path.join('.') || 'the query'}: ${issue?.message ?? 'does not fit'}`);
    }
    const { before, count, userId, action } = parsed.data;
    const rows = await audit.read({
      limit: count + 1,
      ...(before === undefined ? {} : { before }),
      ...(userId === undefined ? {} : { userId }),
      ...(action === undefined ? {} : { action }),
    });
    const entries = rows.slice(0, count);
    const next = rows.length > count ? (entries.at(-1)?.id ?? null) : null;
    return c.json({ entries: entries.map((row) => ({ ...row, at: toV4Date(row.at) })), next });
  });
  app.all('*', (c) => {
    throw badRequest(`tandem/audit: ${c.req.method} is not possible here`);
  });
  return {
    resource: 'tandem/audit',
    description: 'Audit log',
    operations: { create: false, read: true, update: false, delete: false },
    routes: app,
  };
}
