import { Hono } from 'hono';
import type { V4Choices } from '../v4/choices.ts';
import type { Operations } from '../v4/entity.ts';
import { unknownResource } from '../v4/v4-error.ts';
import type { ServerEnv } from './context.ts';

/** What this server offers beyond v4: announced by `/resources` and answered under `/api/v4/tandem/`. */
export interface TandemResource {
  /** Name in the path, such as `tandem/changes`. */
  resource: string;
  description: string;
  operations: Operations;
  /** Answers `/` and `/schema`. */
  routes: Hono<ServerEnv>;
}

/** The routes under `/api/v4/tandem`. Switched off, they are unknown resources, as with the bare v4. */
export function createTandemRoutes(
  resources: readonly TandemResource[],
  choices: Pick<V4Choices, 'tandemRoutes'>,
): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.use('*', async (_, next) => {
    if (!choices.tandemRoutes) throw unknownResource();
    await next();
  });
  for (const { resource, routes } of resources) app.route(resource.replace(/^tandem/, ''), routes);
  return app;
}
