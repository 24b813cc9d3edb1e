import { z } from 'zod';
import {
  SYNC_PARTS,
  SYNC_PROVIDERS,
  SYNC_REASONS,
  SYNC_STATES,
  SYNC_TYPES,
  syncChangeSchema,
  syncReportSchema,
} from '../sync/sync-settings.ts';
import type { V4Choices } from '../v4/choices.ts';
import { schemaDocumentSchema } from './common-schemas.ts';
import type { DescribedRoute, RouteParameter } from './described-route.ts';

const moment = z.string().meta({ format: 'date-time' }).nullable();

const settingsSchema = z.strictObject({
  type: z.enum(SYNC_TYPES),
  what: z.enum(SYNC_PARTS),
  provider: z.enum(SYNC_PROVIDERS).nullable(),
  address: z.string().nullable(),
  isOn: z.boolean(),
  since: moment.describe('When it was switched on; null while it is off'),
  state: z.enum(SYNC_STATES).describe('waiting: switched on, and nothing has reported yet'),
  reason: z.enum(SYNC_REASONS).nullable().describe('Of trouble only'),
  stateAt: moment,
});

const listSchema = z.strictObject({
  users: z.array(settingsSchema.extend({ userId: z.int().min(1), name: z.string() })),
  next: z.int().nullable().describe('`after` of the next page; null on the last one'),
});

const parameter = (name: string, description: string, schema: z.ZodType): RouteParameter => ({
  name,
  in: 'query',
  description,
  schema,
});

/** What each user keeps in step with the CRM, and how it goes. */
export function describeSync(choices: Pick<V4Choices, 'tandemRoutes'>): DescribedRoute[] {
  if (!choices.tandemRoutes) return [];
  const tag = 'tandem/sync';
  const answer = { description: 'The settings as they are now', content: { name: 'Sync', schema: settingsSchema } };
  return [
    {
      method: 'get',
      path: '/api/v4/tandem/sync',
      id: 'readSync',
      tag,
      summary: 'Own synchronisation',
      answer,
    },
    {
      method: 'put',
      path: '/api/v4/tandem/sync',
      id: 'changeSync',
      tag,
      summary: 'Own synchronisation: change',
      description: 'What is absent stays as it is. Another mailbox begins anew.',
      body: { name: 'SyncChange', schema: syncChangeSchema },
      answer,
    },
    {
      method: 'put',
      path: '/api/v4/tandem/sync/state',
      id: 'reportSync',
      tag,
      summary: 'Own synchronisation: how it goes',
      description: 'For the program that does the work. Refused while the user has it switched off.',
      body: { name: 'SyncReport', schema: syncReportSchema },
      answer,
    },
    {
      method: 'get',
      path: '/api/v4/tandem/sync/users',
      id: 'listSync',
      tag,
      summary: 'Synchronisation of all users',
      description: 'For administrators; all others are refused. Users who may sign in, by id.',
      parameters: [
        parameter('after', 'Users with greater ids.', z.int().min(0).max(2_147_483_647)),
        parameter('count', 'Users per page, 50 unless told.', z.int().min(1).max(1_000)),
      ],
      answer: { description: 'One page of users', content: { name: 'SyncUsers', schema: listSchema } },
    },
    {
      method: 'get',
      path: '/api/v4/tandem/sync/schema',
      id: 'describeSync',
      tag,
      summary: 'Synchronisation: fields',
      answer: { description: 'Each field by its name', content: { name: 'Schema', schema: schemaDocumentSchema } },
    },
  ];
}
