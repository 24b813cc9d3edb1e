import type { z } from 'zod';

/**
 * What a schema makes of a value; undefined where it is something else.
 *
 * `safeParse` alone is not enough for data from outside: Zod 4 compares the `length` of what is not even a text with a
 * `.max()`, and an object there without a primitive value (`{"length": {"toString": 1}}`) makes it throw.
 */
export function readAs<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  try {
    return schema.safeParse(value).data;
  } catch {
    return undefined;
  }
}
