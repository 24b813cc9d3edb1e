import { type Context, Hono } from 'hono';
import type { Kysely } from 'kysely';
import { createAuditLog } from './access/audit-log.ts';
import { createAuditResource } from './access/audit-routes.ts';
import { showsFile } from './access/file-access.ts';
import { guardRecords } from './access/guard-records.ts';
import { createMayHear } from './access/may-hear.ts';
import { createUserScopes } from './access/user-scope.ts';
import { findViewer } from './access/viewer.ts';
import { createChangeResource } from './changes/change-routes.ts';
import type { OpenChanges } from './changes/open-changes.ts';
import type { Hooks } from './hooks/hook-store.ts';
import type { ServerEnv } from './http/context.ts';
import { type BeforeRespond, faults } from './http/faults.ts';
import { allowExtensions, checkBodySize, checkHost, MAX_BODY_BYTES, securityHeaders } from './http/guards.ts';
import { logRequests, type RequestLogEntry } from './http/request-log.ts';
import { toStoreAnswer } from './http/store-answer.ts';
import { createTransferRoutes } from './http/transfer-routes.ts';
import { createV4Routes } from './http/v4-routes.ts';
import type { Imap } from './imap/create-imap.ts';
import { createImapResource } from './imap/imap-routes.ts';
import { createNoteEvents } from './notices/note-event.ts';
import { createNoticeResource } from './notices/notice-routes.ts';
import type { NoticeViews } from './notices/notice-views.ts';
import { createRouteCatalogue } from './openapi/described-routes.ts';
import { createOpenApiRoutes } from './openapi/openapi-routes.ts';
import type { Files } from './store/files.ts';
import { createKeys } from './store/keys.ts';
import { createRecords } from './store/records.ts';
import type { Database } from './store/tables.ts';
import { createTransfers } from './store/transfers.ts';
import { createSyncResource } from './sync/sync-routes.ts';
import { createSyncStore } from './sync/sync-store.ts';
import type { V4Choices } from './v4/choices.ts';
import { createEntities } from './v4/entities.ts';
import { createRateLimit } from './v4/rate-limit.ts';
import type { Sessions } from './v4/sessions.ts';
import { createSignedAddresses } from './v4/signed-address.ts';
import { V4Error } from './v4/v4-error.ts';
import { createDocsRoutes } from './web/docs-routes.ts';
import { problemPage } from './web/pages/problem-page.ts';
import type { SignInParts } from './web/sign-in-routes.ts';
import { createWebRoutes } from './web/web-routes.ts';

export interface AppDeps {
  db: Kysely<Database>;
  files: Files;
  /** Signs session tokens and upload addresses. */
  key: Buffer;
  sessions: Sessions;
  signIn: SignInParts;
  hooks: Hooks;
  changes: OpenChanges;
  imap: Imap;
  notices: NoticeViews;
  choices: V4Choices;
  requestsPerSecond: number;
  maxUploadBytes: number;
  allowedHosts: ReadonlySet<string>;
  /** Address the server is reached at from outside; the request's own when absent. */
  publicUrl: string | undefined;
  requestLog: RequestLogEntry[];
  beforeRespond: BeforeRespond;
  /** Ms since the epoch. */
  now: () => number;
  /** A fault of this server itself, for its operator. */
  onFault: (error: unknown) => void;
}

/** Whether a person rather than a program waits for the answer. */
const isForPeople = (path: string) => !/^\/(api|uploads|downloads)(\/|$)/.test(path);

/** Joins store, API and pages. Order matters: what is refused early costs nothing later. */
export function createApp(deps: AppDeps): Hono<ServerEnv> {
  const { db, choices, now } = deps;
  const entities = createEntities(choices);
  const addresses = createSignedAddresses({ key: deps.key, now });
  const audit = createAuditLog(db, now);
  const viewerOf = (who: { userId: number; publicKey?: string }) => findViewer(db, choices, who);
  const records = createRecords(db, now);
  const keys = createKeys(db);
  const sync = createSyncStore({ db, audit, now });
  const { files, maxUploadBytes: maxBytes, onFault } = deps;
  const transfers = createTransfers({ db, files, maxBytes, now, onFault });
  const origin = (c: Context<ServerEnv>) => deps.publicUrl ?? new URL(c.req.url).origin;

  /** Whatever a user writes, by the API or the pages, goes through this: it is audited, and a new event gets its notice. */
  const openScope = createUserScopes({
    ...{ db, entities, choices, addresses, audit, now },
    witness: createNoteEvents(now),
  });

  const app = new Hono<ServerEnv>();
  app.onError((error, c) => {
    const known = error instanceof V4Error ? error : toStoreAnswer(error);
    if (known?.status !== 400 && !(error instanceof V4Error)) deps.onFault(error);
    const { status, code, message, headers } = known ?? new V4Error(500, -1, 'Internal error');
    if (isForPeople(c.req.path)) {
      return c.html(
        problemPage('That did not work', `Nothing was changed. The server says: ${message}.`),
        status,
        headers,
      );
    }
    return c.json({ code, error: message }, status, headers);
  });
  app.use(logRequests(deps.requestLog, now));
  app.use(faults(deps.beforeRespond));
  app.use(securityHeaders);
  app.use(checkHost(deps.allowedHosts));
  app.use(checkBodySize((path) => (path.startsWith('/uploads/') ? deps.maxUploadBytes : MAX_BODY_BYTES)));
  for (const path of ['/api/v4/*', '/uploads/*', '/downloads/*']) app.use(path, allowExtensions);
  app.use(async (c, next) => {
    await next();
    // Whatever was written is told to those who wait at once, and not at the next look at the log.
    if (c.req.method !== 'GET') deps.changes.feed.poke();
  });

  const routes = createRouteCatalogue(entities, choices);
  app.route('/', createOpenApiRoutes({ entities, choices, routes, origin }));
  app.route(
    '/api/v4',
    createV4Routes({
      entities,
      choices,
      hooks: deps.hooks,
      viewerOf,
      openScope,
      audit,
      keys,
      sessions: deps.sessions,
      rateLimit: createRateLimit({ perSecond: deps.requestsPerSecond, now }),
      addresses,
      tandem: [
        createChangeResource({
          changes: deps.changes,
          entities,
          sessions: deps.sessions,
          mayHear: createMayHear({ records, viewerOf }),
          onFault: deps.onFault,
        }),
        createAuditResource({ audit }),
        createImapResource({ imap: deps.imap, choices }),
        createSyncResource({ sync }),
        createNoticeResource({ views: deps.notices }),
      ],
      origin,
    }),
  );
  app.route(
    '/',
    createTransferRoutes({
      transfers,
      addresses,
      choices,
      audit,
      async maySee(userId, target, id) {
        const viewer = await viewerOf({ userId });
        return viewer !== undefined && showsFile(db, guardRecords(records, viewer), target, id);
      },
    }),
  );
  app.route('/', createDocsRoutes({ entities, choices, routes, origin }));
  app.route(
    '/',
    createWebRoutes({
      db,
      keys,
      transfers,
      signIn: deps.signIn,
      sync,
      imap: deps.imap,
      notices: deps.notices,
      viewerOf,
      audit,
      now,
      origin,
    }),
  );
  return app;
}
