import { z } from 'zod';
import { NOTICE_REASONS, NOTICE_STATES } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';
import { schemaDocumentSchema } from './common-schemas.ts';
import type { DescribedRoute } from './described-route.ts';

const MAX_ID = 2_147_483_647;
const MAX_COUNT = 200;

const moment = z.string().meta({ format: 'date-time' });

const noticesSchema = z.strictObject({
  notices: z.array(
    z.strictObject({
      id: z.int().min(1),
      eventId: z.int().min(1).describe('Record in `calendar`'),
      title: z.string().nullable().describe('Title of the event'),
      state: z.enum(NOTICE_STATES),
      reason: z.enum(NOTICE_REASONS).nullable(),
      reply: z.string().nullable().describe('Status of the answer of the mail server, such as `550 5.1.1`'),
      attempts: z.int().min(0),
      createdAt: moment,
      nextTryAt: moment.nullable(),
      settledAt: moment.nullable(),
    }),
  ),
  next: z.int().nullable().describe('`before` of the next page; null on the last one'),
});

/** E-mails to the user about events that were added. */
export function describeNotices(choices: Pick<V4Choices, 'tandemRoutes'>): DescribedRoute[] {
  if (!choices.tandemRoutes) return [];
  return [
    {
      method: 'get',
      path: '/api/v4/tandem/notices',
      id: 'listNotices',
      tag: 'tandem/notices',
      summary: 'Notices by e-mail, newest first',
      description: 'Those of the user who asks.',
      parameters: [
        {
          name: 'before',
          in: 'query',
          description: 'Notices with smaller numbers.',
          schema: z.int().min(1).max(MAX_ID),
        },
        {
          name: 'count',
          in: 'query',
          description: 'Notices per page, 50 unless told.',
          schema: z.int().min(1).max(MAX_COUNT),
        },
      ],
      answer: { description: 'One page of notices', content: { name: 'Notices', schema: noticesSchema } },
    },
    {
      method: 'get',
      path: '/api/v4/tandem/notices/schema',
      id: 'describeNotices',
      tag: 'tandem/notices',
      summary: 'Notices: fields',
      answer: { description: 'Each field by its name', content: { name: 'Schema', schema: schemaDocumentSchema } },
    },
  ];
}
