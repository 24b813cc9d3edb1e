import { z } from 'zod';

/** Every webmail the product knows. A new one is one word here and one row in `capture/sites.ts`. */
export const siteIdSchema = z.enum(['gmail', 'outlook', 'exchange', 'yahoo', 'icloud']);

export type SiteId = z.infer<typeof siteIdSchema>;
