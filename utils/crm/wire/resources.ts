import { z } from 'zod';
import { flagSchema, listSchema } from './lenient.ts';

/** `GET /resources`: what exists here and what may be done with it. `end_point` reads like `/v4/emails`. */
export const resourcesSchema = listSchema(
  z.object({
    end_point: z.string().max(500),
    operations: z
      .object({ create: flagSchema, read: flagSchema, update: flagSchema, delete: flagSchema })
      .partial()
      .optional()
      .catch(undefined),
  }),
);
export type Resources = z.infer<typeof resourcesSchema>;
