import { type Context, Hono } from 'hono';
import type { ServerEnv } from '../http/context.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import type { DescribedRoute } from './described-route.ts';
import { createOpenApiDocument } from './openapi-document.ts';

/** `GET /api/v4/openapi.json`, for anybody: it tells how to ask and nothing of what is kept. */
export function createOpenApiRoutes(deps: {
  entities: ReadonlyMap<string, Entity>;
  choices: V4Choices;
  routes: () => readonly DescribedRoute[];
  origin: (c: Context<ServerEnv>) => string;
}): Hono<ServerEnv> {
  let made: { key: string; text: string } | undefined;
  return new Hono<ServerEnv>().get('/api/v4/openapi.json', (c) => {
    const url = deps.origin(c);
    const key = JSON.stringify([url, deps.choices]);
    if (made?.key !== key) {
      made = { key, text: JSON.stringify(createOpenApiDocument({ ...deps, routes: deps.routes() }, url)) };
    }
    return c.body(made.text, 200, { 'Content-Type': 'application/json' });
  });
}
