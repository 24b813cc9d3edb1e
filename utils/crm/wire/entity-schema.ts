import { z } from 'zod';
import { readAs } from '../../model/read-as.ts';
import { flagSchema } from './lenient.ts';

const MAX_FIELDS = 2000;

const fieldSchema = z.object({
  readOnly: flagSchema,
  maxLength: z.coerce.number().int().positive().optional().catch(undefined),
});
export type FieldSchema = z.infer<typeof fieldSchema>;

/** `GET /{resource}/schema`: the fields this tenant knows, custom ones among them under the prefix `Z_`. */
export const entitySchemaSchema = z.object({
  properties: z.record(z.string().max(200), z.unknown()).transform((properties, context) => {
    const entries = Object.entries(properties);
    if (entries.length > MAX_FIELDS) {
      context.addIssue({ code: 'custom', message: 'too many fields' });
      return z.NEVER;
    }
    return new Map(
      entries.flatMap(([name, value]): [string, FieldSchema][] => {
        const field = readAs(fieldSchema, value);
        return field === undefined ? [] : [[name, field]];
      }),
    );
  }),
});
export type EntitySchema = z.infer<typeof entitySchemaSchema>;
