import { z } from 'zod';

/** Keys go in as user name and password: `POST /login`. */
export const loginRequestSchema = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });

/** The token is opaque and never taken apart. It travels in a header, so it holds only visible ASCII. */
export const loginAnswerSchema = z.object({
  token: z
    .string()
    .max(8000)
    .regex(/^[\x21-\x7e]+$/),
});
