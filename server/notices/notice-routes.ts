import { Hono } from 'hono';
import { z } from 'zod';
import type { ServerEnv } from '../http/context.ts';
import type { TandemResource } from '../http/tandem-routes.ts';
import { toV4Date } from '../v4/dates.ts';
import { badRequest } from '../v4/v4-error.ts';
import type { NoticeView, NoticeViews } from './notice-views.ts';

const DEFAULT_COUNT = 50;
const MAX_COUNT = 200;

const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.int().min(1).max(max));
const querySchema = z.strictObject({
  before: whole(2_147_483_647).optional(),
  count: whole(MAX_COUNT).default(DEFAULT_COUNT),
});

const property = (description: string, ...type: string[]) => ({ description, readOnly: true, type });
const moment = (description: string, ...type: string[]) => ({ ...property(description, ...type), format: 'date-time' });

const schema = {
  properties: {
    id: property('Number of the notice; pages go on with before', 'integer'),
    eventId: property('Record in calendar', 'integer'),
    title: property('Title of the event', 'string', 'null'),
    state: property('What became of it', 'string'),
    reason: property('Why it is where it is', 'string', 'null'),
    reply: property('Status of the answer of the mail server', 'string', 'null'),
    attempts: property('Attempts begun', 'integer'),
    createdAt: moment('When the event was added', 'string'),
    nextTryAt: moment('Not to be tried before', 'string', 'null'),
    settledAt: moment('When it came to its end', 'string', 'null'),
  },
};

const toEntry = ({ notice, content }: NoticeView) => ({
  id: notice.id,
  eventId: notice.eventId,
  title: content?.title ?? null,
  state: notice.state,
  reason: notice.reason,
  reply: notice.reply,
  attempts: notice.attempts,
  createdAt: toV4Date(notice.createdAt),
  nextTryAt: notice.dueAt && toV4Date(notice.dueAt),
  settledAt: notice.settledAt && toV4Date(notice.settledAt),
});

/**
 * `GET /api/v4/tandem/notices`: the user's own notices, newest first. `next` of an answer is the `before` of the next page,
 * null on the last one.
 */
export function createNoticeResource({ views }: { views: NoticeViews }): TandemResource {
  const app = new Hono<ServerEnv>();
  app.get('/schema', (c) => c.json(schema));
  app.get('/', async (c) => {
    const parsed = querySchema.safeParse(c.req.query());
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw badRequest(`${issue?.path.join('.') || 'the query'}: ${issue?.message ?? 'does not fit'}`);
    }
    const { before, count } = parsed.data;
    const found = await views.list(c.get('viewer').userId, { before, limit: count + 1 });
    const page = found.slice(0, count);
    return c.json({ notices: page.map(toEntry), next: found.length > count ? (page.at(-1)?.notice.id ?? null) : null });
  });
  app.all('*', (c) => {
    throw badRequest(`tandem/notices: ${c.req.method} is not possible here`);
  });
  return {
    resource: 'tandem/notices',
    description: 'Notices by e-mail',
    operations: { create: false, read: true, update: false, delete: false },
    routes: app,
  };
}
