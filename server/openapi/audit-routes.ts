import { z } from 'zod';
import { AUDIT_ACTIONS } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';
import { schemaDocumentSchema } from './common-schemas.ts';
import type { DescribedRoute, RouteParameter } from './described-route.ts';

const MAX_ID = 2_147_483_647;
const MAX_COUNT = 1_000;

const auditSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      id: z.int().min(1),
      at: z.string().meta({ format: 'date-time' }),
      userId: z.int().nullable().describe('Null for nobody that is known'),
      via: z.enum(['key', 'page', 'address', 'terminal', 'imap']),
      credential: z.string().nullable().describe('Public key, or a digest of the page session'),
      client: z.string().describe('Kind of program'),
      action: z.enum(AUDIT_ACTIONS),
      outcome: z.enum(['done', 'refused']),
      table: z.string().nullable(),
      recordId: z.int().nullable(),
    }),
  ),
  next: z.int().nullable().describe('`before` of the next page; null on the last one'),
});

const parameter = (name: string, description: string, schema: z.ZodType): RouteParameter => ({
  name,
  in: 'query',
  description,
  schema,
});

const parameters = [
  parameter('before', 'Entries with smaller numbers.', z.int().min(1).max(MAX_ID)),
  parameter('count', 'Entries per page, 50 unless told.', z.int().min(1).max(MAX_COUNT)),
  parameter('userId', 'Entries of one user.', z.int().min(1).max(MAX_ID)),
  parameter('action', 'Entries of one kind.', z.enum(AUDIT_ACTIONS)),
];

/** Who did what, for administrators. */
export function describeAudit(choices: Pick<V4Choices, 'tandemRoutes'>): DescribedRoute[] {
  if (!choices.tandemRoutes) return [];
  return [
    {
      method: 'get',
      path: '/api/v4/tandem/audit',
      id: 'listAudit',
      tag: 'tandem/audit',
      summary: 'Audit log, newest first',
      description: 'For administrators; all others are refused.',
      parameters,
      answer: { description: 'One page of entries', content: { name: 'Audit', schema: auditSchema } },
    },
    {
      method: 'get',
      path: '/api/v4/tandem/audit/schema',
      id: 'describeAudit',
      tag: 'tandem/audit',
      summary: 'Audit log: fields',
      answer: { description: 'Each field by its name', content: { name: 'Schema', schema: schemaDocumentSchema } },
    },
  ];
}
