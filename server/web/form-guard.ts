import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import type { ServerEnv } from '../http/context.ts';
import { problemPage } from './pages/problem-page.ts';

/** The fields of a form; none when it cannot be read. */
export type FormFields = Record<string, unknown>;

export async function readForm(c: Context): Promise<FormFields> {
  return c.req.parseBody().catch(() => ({}));
}

/** A field as text; empty when it is absent or a file. */
export const field = (form: FormFields, name: string): string => (typeof form[name] === 'string' ? form[name] : '');

/** Whether a form carries the token it was given. */
export function isTokenOf(form: FormFields, token: string): boolean {
  const [left, right] = [Buffer.from(field(form, 'formToken')), Buffer.from(token)];
  return left.length === right.length && left.length > 0 && timingSafeEqual(left, right);
}

/** The form a page of this session sent; the answer to give when it is not one. */
export async function ownForm(
  c: Context<ServerEnv>,
): Promise<{ form: FormFields; refusal?: undefined } | { form?: undefined; refusal: Response }> {
  const form = await readForm(c);
  if (isTokenOf(form, c.get('webSession').formToken)) return { form };
  const page = problemPage('That did not work', 'Nothing was changed. The form was too old.');
  return { refusal: await c.html(page, 400) };
}

/**
 * Refuses what another site sends in the name of somebody signed in here, by what the browser says of where it comes from.
 * The token of each form is the second wall.
 */
export function onlyOwnPages(origin: (c: Context<ServerEnv>) => string): MiddlewareHandler<ServerEnv> {
  const check = csrf({ origin: (from, c) => from === new URL(origin(c as Context<ServerEnv>)).origin });
  return async (c, next) => {
    let isOwn = false;
    // It throws for a foreign page; what the routes throw is theirs.
    await check(c, async () => {
      isOwn = true;
    }).catch(() => {});
    if (!isOwn) {
      return c.html(problemPage('That did not work', 'Nothing was changed. The form came from another site.'), 403);
    }
    return next();
  };
}
