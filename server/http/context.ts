import type { HttpBindings } from '@hono/node-server';
import type { Who } from '../access/audit-log.ts';
import type { UserScope } from '../access/user-scope.ts';
import type { Viewer } from '../access/viewer.ts';
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
    /** The user who asks, as they stand now. */
    viewer: Viewer;
    /** The same for the audit log. */
    who: Who;
    /** What the API does for this user. */
    scope: UserScope;
  };
}
