import { z } from 'zod';
import type { V4Choices } from '../v4/choices.ts';
import { errorSchema, schemaDocumentSchema } from './common-schemas.ts';
import type { DescribedRoute, RouteParameter } from './described-route.ts';

const cursor = z.int().min(0).describe('Number of the last change, to go on from');

const changesSchema = z.strictObject({
  changes: z.array(
    z.strictObject({
      cursor,
      entity: z.string().describe('Resource of the record'),
      id: z.int().min(1),
      action: z.enum(['insert', 'update', 'delete']),
      at: z.string().meta({ format: 'date-time' }),
      byMe: z.boolean().describe('Whether the user of this session wrote it'),
    }),
  ),
  cursor,
});

const parameters: RouteParameter[] = [
  {
    name: 'since',
    in: 'query',
    description: 'Number of the last change the client has; those still to come unless told.',
    schema: z.union([z.int().min(0).max(9_999_999_999), z.literal('now')]),
  },
  {
    name: 'wait',
    in: 'query',
    description: 'Seconds to wait for a change when there is none yet.',
    schema: z.int().min(0).max(60),
  },
  {
    name: 'entities',
    in: 'query',
    description: 'Resources to hear of, joined by commas; all unless told.',
    schema: z
      .string()
      .min(1)
      .meta({ examples: ['accounts,contacts'] }),
  },
];

/** What was written, one answer at a time or as a stream of events. */
export function describeChanges(choices: Pick<V4Choices, 'tandemRoutes'>): DescribedRoute[] {
  if (!choices.tandemRoutes) return [];
  return [
    {
      method: 'get',
      path: '/api/v4/tandem/changes',
      id: 'listChanges',
      tag: 'tandem/changes',
      summary: 'Changes of records',
      description: 'Asked for with `Accept: text/event-stream` it is a stream of server-sent events that does not end.',
      parameters,
      answer: {
        description: 'Changes after `since`, oldest first',
        content: { name: 'Changes', schema: changesSchema },
      },
      refusals: {
        429: 'Too many requests a second, or too many streams of this key',
        503: 'Too many streams of all keys, or the database cannot answer now',
        410: {
          description: 'Changes since then are no longer kept: read everything anew and go on from `cursor`',
          content: { schema: errorSchema.extend({ reset: z.literal(true), cursor }) },
        },
      },
    },
    {
      method: 'get',
      path: '/api/v4/tandem/changes/schema',
      id: 'describeChanges',
      tag: 'tandem/changes',
      summary: 'Changes: fields',
      answer: { description: 'Each field by its name', content: { name: 'Schema', schema: schemaDocumentSchema } },
    },
  ];
}
