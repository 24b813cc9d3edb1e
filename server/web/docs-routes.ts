import { type Context, Hono } from 'hono';
import type { ServerEnv } from '../http/context.ts';
import type { DescribedRoute } from '../openapi/described-route.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { PAGE_POLICY } from './page-policy.ts';
import { docsEntityPage } from './pages/docs-entity-page.ts';
import { docsPage } from './pages/docs-page.ts';
import { problemPage } from './pages/problem-page.ts';

/** `/docs`: the API for people, made from what the OpenAPI document is made of. Open to anybody, as that is. */
export function createDocsRoutes(deps: {
  entities: ReadonlyMap<string, Entity>;
  choices: V4Choices;
  routes: () => readonly DescribedRoute[];
  origin: (c: Context<ServerEnv>) => string;
}): Hono<ServerEnv> {
  const { entities, choices, routes, origin } = deps;
  const app = new Hono<ServerEnv>();

  app.use('/docs/*', async (c, next) => {
    await next();
    c.res.headers.set('Content-Security-Policy', PAGE_POLICY);
  });
  app.get('/docs', (c) => c.html(docsPage({ entities, routes: routes(), choices, url: origin(c) })));
  app.get('/docs/:resource{.+}', (c) => {
    const resource = c.req.param('resource');
    const entity = entities.get(resource);
    if (!entity) return c.html(problemPage('Not found', 'The API has no such resource.'), 404);
    const own = routes().filter(({ tag }) => tag === resource);
    return c.html(docsEntityPage({ entity, routes: own, choices, url: origin(c) }));
  });
  return app;
}
