import { type Context, Hono } from 'hono';
import type { AuditLog, Who } from '../access/audit-log.ts';
import type { OpenScope } from '../access/user-scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { toClient } from '../access/who.ts';
import type { Hooks } from '../hooks/hook-store.ts';
import type { Keys } from '../store/keys.ts';
import type { Condition } from '../store/records.ts';
import type { V4Choices } from '../v4/choices.ts';
import { documentOwners } from '../v4/document-owners.ts';
import type { Entity } from '../v4/entity.ts';
import { parseLanguage, parseListQuery } from '../v4/list-query.ts';
import type { RateLimit } from '../v4/rate-limit.ts';
import { toSchemaDocument } from '../v4/schema-document.ts';
import type { Session, Sessions } from '../v4/sessions.ts';
import type { SignedAddresses } from '../v4/signed-address.ts';
import { badRequest, notExist, unauthorized, unknownResource, V4Error } from '../v4/v4-error.ts';
import { addCallRoutes } from './call-routes.ts';
import type { ServerEnv } from './context.ts';
import { createHookRoutes } from './hook-routes.ts';
import { parseId } from './path-id.ts';
import { readJson } from './read-json.ts';
import { createTandemRoutes, type TandemResource } from './tandem-routes.ts';

export interface V4Deps {
  entities: ReadonlyMap<string, Entity>;
  choices: V4Choices;
  hooks: Hooks;
  /** The user of a session as they stand now; undefined when their right has ended. */
  viewerOf: (session: Session) => Promise<Viewer | undefined>;
  openScope: OpenScope;
  audit: AuditLog;
  keys: Keys;
  sessions: Sessions;
  rateLimit: RateLimit;
  addresses: SignedAddresses;
  /** Beyond v4. */
  tandem: readonly TandemResource[];
  /** Address this server is reached at, for upload addresses. */
  origin: (c: Context<ServerEnv>) => string;
}

const query = (c: Context) => new URL(c.req.url).searchParams;

const noSession = () => unauthorized('the session key is missing, wrong or expired');

const whoOf = (c: Context, { userId, publicKey }: { userId: number | null; publicKey: string }): Who => ({
  userId,
  via: 'key',
  credential: publicKey,
  client: toClient(c.req.raw.headers),
});

/** Notes a sign-in that failed. A name that is no key is not kept: people type passwords into the wrong field. */
async function noteFailedSignIn(audit: AuditLog, owner: number | undefined, who: Who): Promise<void> {
  const known = { ...who, userId: owner ?? null, credential: owner === undefined ? null : who.credential };
  await audit.write(known, { action: 'sign-in', outcome: 'refused' });
}

/** The routes under `/api/v4`. */
export function createV4Routes(deps: V4Deps): Hono<ServerEnv> {
  const { entities, choices, addresses, audit, origin } = deps;
  const app = new Hono<ServerEnv>();
  const done = (c: Context, words: string, more: object = {}) => c.json({ [choices.messageKey]: words, ...more });

  function limit(key: string): void {
    const waitMs = deps.rateLimit.take(key);
    if (waitMs === 0) return;
    const headers = choices.rateLimitRetryAfter ? { 'Retry-After': String(Math.ceil(waitMs / 1_000)) } : {};
    throw new V4Error(choices.rateLimitStatus as 429 | 503 | 400, -1, 'too many requests', headers);
  }

  function entityOf(c: Context): Entity {
    const entity = entities.get(c.req.param('resource') ?? '');
    if (!entity) throw unknownResource();
    return entity;
  }

  function allow(entity: Entity, operation: keyof Entity['operations']): void {
    if (!entity.operations[operation]) throw badRequest(`${entity.resource}: ${operation} is not possible`);
  }

  app.post('/login', async (c) => {
    const body = await readJson(c.req);
    const { username, password } = (body ?? {}) as Record<string, unknown>;
    if (typeof username !== 'string' || typeof password !== 'string')
      throw unauthorized('username and password are needed');
    limit(`login:${username.slice(0, 200)}`);
    const userId = await deps.keys.userOfKey({ publicKey: username, privateKey: password });
    if (userId === undefined) {
      await noteFailedSignIn(
        audit,
        await deps.keys.ownerOfKey(username),
        whoOf(c, { userId: null, publicKey: username }),
      );
      throw unauthorized('username or password is wrong');
    }
    c.set('actor', `user:${userId}`);
    await audit.write(whoOf(c, { userId, publicKey: username }), { action: 'sign-in' });
    return c.json({ token: deps.sessions.issue({ userId, publicKey: username }) });
  });

  app.use('*', async (c, next) => {
    const session = deps.sessions.verify(c.req.header('x-session-key') ?? '');
    if (!session) throw noSession();
    c.set('session', session);
    c.set('actor', `user:${session.userId}`);
    limit(`key:${session.publicKey}`);
    const viewer = await deps.viewerOf(session);
    if (!viewer) throw noSession();
    const who = whoOf(c, session);
    c.set('viewer', viewer);
    c.set('who', who);
    c.set('scope', deps.openScope(viewer, who));
    await next();
  });

  app.get('/resources', (c) =>
    c.json(
      [...entities.values(), ...(choices.tandemRoutes ? deps.tandem : [])].map(
        ({ resource, description, operations }) => ({
          description,
          end_point: `/v4/${resource}`,
          operations,
          schema: `/v4/${resource}/schema`,
        }),
      ),
    ),
  );

  app.route('/tandem', createTandemRoutes(deps.tandem, choices));

  app.get('/users/:id/hierarchy', async (c) =>
    c.json(await c.get('scope').relations.hierarchy(parseId(c.req.param('id')), origin(c))),
  );
  app.get('/users/:id/roles', async (c) =>
    c.json(await c.get('scope').relations.rolesOf(parseId(c.req.param('id')), origin(c))),
  );
  app.get('/roles/:id/users', async (c) =>
    c.json(await c.get('scope').relations.usersOf(parseId(c.req.param('id')), origin(c))),
  );

  async function list(c: Context<ServerEnv>, entity: Entity, more: Condition[] = []) {
    allow(entity, 'read');
    const { resources, guard } = c.get('scope');
    const listQuery = parseListQuery(entity, query(c), c.req.raw.headers, choices, guard(entity));
    return c.json(await resources.list(entity, listQuery, origin(c), more));
  }

  async function createDocument(c: Context<ServerEnv>, entity: Entity, more: Record<string, number> = {}) {
    const { id } = await c.get('scope').resources.create(entity, await readJson(c.req), c.get('session').userId, more);
    return c.json({
      id: choices.documentIdAs === 'string' ? String(id) : id,
      locator: `${origin(c)}/uploads/${addresses.create('put-document', id, c.get('session').userId)}`,
    });
  }

  /** The record in the path, if documents can be added to its kind. */
  async function documentOwner(c: Context<ServerEnv>): Promise<{ column: string; id: number; table: string }> {
    const entity = entityOf(c);
    const column = documentOwners[entity.resource];
    if (column === undefined) throw badRequest(`${entity.resource}: documents are not possible`);
    const id = parseId(c.req.param('id') ?? '');
    if (!(await c.get('scope').resources.exists(entity.table, id))) throw notExist();
    return { column, id, table: entity.table };
  }

  const documents = entities.get('documents') as Entity;
  const folders = entities.get('documents/folders') as Entity;

  app.get('/documents/folders', (c) => list(c, folders));
  app.get('/documents/folders/schema', (c) => c.json(toSchemaDocument(folders, choices)));
  app.post('/documents/folders', async (c) => {
    const { id } = await c.get('scope').resources.create(folders, await readJson(c.req), c.get('session').userId);
    return done(c, 'entity created', { id });
  });
  app.post('/documents', (c) => createDocument(c, documents));
  app.get('/:resource/:id/documents', async (c) => {
    const { column, id } = await documentOwner(c);
    return list(c, documents, [(eb) => eb(column, '=', id)]);
  });
  app.post('/:resource/:id/documents', async (c) => {
    const { column, id } = await documentOwner(c);
    return createDocument(c, documents, { [column]: id });
  });
  app.get('/:resource/:id/documents/folders', async (c) => {
    const { table, id } = await documentOwner(c);
    return list(c, folders, [(eb) => eb('entityResource', '=', table), (eb) => eb('entityId', '=', id)]);
  });
  app.post('/:resource/:id/documents/folders', async (c) => {
    const { table, id: entityId } = await documentOwner(c);
    const more = { entityResource: table, entityId };
    const { id } = await c.get('scope').resources.create(folders, await readJson(c.req), c.get('session').userId, more);
    return done(c, 'entity created', { id });
  });

  app.route('/hooks', createHookRoutes({ hooks: deps.hooks, choices, audit }));

  addCallRoutes(app, { ...deps, calls: entities.get('calls') as Entity });

  app.get('/:resource/schema', (c) => c.json(toSchemaDocument(entityOf(c), choices)));
  app.get('/:resource', (c) => list(c, entityOf(c)));
  app.get('/:resource/:id', async (c) => {
    const entity = entityOf(c);
    allow(entity, 'read');
    const id = parseId(c.req.param('id'));
    return c.json(await c.get('scope').resources.get(entity, id, parseLanguage(query(c)), origin(c)));
  });
  app.post('/:resource', async (c) => {
    const entity = entityOf(c);
    allow(entity, 'create');
    const { id, attachments } = await c
      .get('scope')
      .resources.create(entity, await readJson(c.req), c.get('session').userId);
    if (attachments.length === 0 || !choices.emailUploads) return done(c, 'entity created', { id });
    const offers = attachments.map((attachment) => ({
      id: attachment.id,
      name: attachment.name,
      locator: `${origin(c)}/uploads/${addresses.create('put-attachment', attachment.id, c.get('session').userId)}`,
    }));
    return done(c, 'entity created', { id, attachments: offers });
  });
  app.put('/:resource/:id', async (c) => {
    const entity = entityOf(c);
    allow(entity, 'update');
    await c
      .get('scope')
      .resources.update(entity, parseId(c.req.param('id')), await readJson(c.req), c.get('session').userId);
    return done(c, 'entity updated');
  });
  app.delete('/:resource/:id', async (c) => {
    const entity = entityOf(c);
    allow(entity, 'delete');
    await c.get('scope').resources.remove(entity, parseId(c.req.param('id')), c.get('session').userId);
    return done(c, 'entity deleted');
  });
  app.all('/:resource/*', (c) => {
    throw badRequest(`${entityOf(c).resource}: ${c.req.method} is not possible here`);
  });
  app.all('/:resource', (c) => {
    throw badRequest(`${entityOf(c).resource}: ${c.req.method} is not possible here`);
  });
  app.all('*', () => {
    throw unknownResource();
  });
  return app;
}
