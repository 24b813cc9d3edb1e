import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/**
 * A Zod schema as JSON Schema 2020-12, which is what OpenAPI 3.1 speaks.
 *
 * @param io `input` for what is written, `output` for what is read.
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      // Bounds of whole numbers in JavaScript say nothing of the field.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return json;
}
