import { z } from 'zod';

/** First step of a file: `POST /{resource}/{id}/documents`. `folderId` -1 is the root; `level` is who may see it, 1 to 5. */
export const newDocumentSchema = z.strictObject({
  folderId: z.literal(-1),
  name: z.string().min(1).max(255),
  level: z.number().int().min(1).max(5),
  extId: z.string().min(1).optional(),
});

/** `{ "id": "90", "locator": "<upload address>" }`; the documented example has the id as text. */
export const createdDocumentSchema = z.object({
  id: z.union([z.string().min(1).max(100), z.number().int().transform(String)]),
  locator: z
    .string()
    .max(8000)
    .regex(/^https?:\/\//i),
});
