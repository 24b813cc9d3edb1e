import { z } from 'zod';

/** Body of every refusal. */
export const errorSchema = z.strictObject({
  code: z.int().describe('900 connection, 901 internal data, 910 resource does not exist, -1 anything else'),
  error: z.string().describe('What is wrong, in words'),
});

/** One field in `GET /{resource}/schema`. */
const propertySchema = z.strictObject({
  description: z.string(),
  readOnly: z.boolean(),
  type: z.union([z.string(), z.array(z.string())]),
  format: z.string().optional(),
  maxLength: z.int().optional(),
  table: z.string().optional(),
  properties: z.record(z.string(), z.strictObject({ type: z.string() })).optional(),
  required: z.array(z.string()).optional(),
});

/** `GET /{resource}/schema`. */
export const schemaDocumentSchema = z.strictObject({ properties: z.record(z.string(), propertySchema) });

/** `GET /resources`. */
export const resourcesSchema = z.array(
  z.strictObject({
    description: z.string(),
    end_point: z.string(),
    operations: z.strictObject({
      create: z.boolean(),
      read: z.boolean(),
      update: z.boolean(),
      delete: z.boolean(),
    }),
    schema: z.string(),
  }),
);
