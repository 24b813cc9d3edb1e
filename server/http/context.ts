import type { HttpBindings } from '@hono/node-server';
import type { Session } from '../v4/sessions.ts';
import type { WebSession } from '../web/web-sessions.ts';

/** What middleware hands on to the routes. */
export interface ServerEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Who asks, for the request log: `user:77`, `web:77`, `upload` or `anonymous`. */
    actor: string;
    session: Session;
    webSession: WebSession;
  };
}
