import { z } from 'zod';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { resourcesSchema } from './common-schemas.ts';
import type { DescribedRoute } from './described-route.ts';
import { documentAnswer, writeAnswer } from './entity-routes.ts';
import { createBodyOf, recordOf, toTypeName } from './entity-schemas.ts';
import { idParameter, listParameters } from './parameters.ts';

type Entities = ReadonlyMap<string, Entity>;

const entityOf = (entities: Entities, resource: string): Entity => {
  const entity = entities.get(resource);
  if (!entity) throw new Error(`the tenant has no ${resource}`);
  return entity;
};

/** Signing in, and what the API tells of itself. */
export function describeDiscovery(): DescribedRoute[] {
  return [
    {
      method: 'post',
      path: '/api/v4/login',
      id: 'login',
      tag: 'login',
      summary: 'Session key for a key pair',
      session: false,
      body: {
        name: 'Login',
        schema: z.object({ username: z.string().describe('Public key'), password: z.string().describe('Private key') }),
        example: { username: 'public key', password: 'private key' },
      },
      answer: {
        description: 'The session key, sent as `X-Session-Key` with every other call',
        content: { schema: z.strictObject({ token: z.string() }) },
      },
      refusals: { 401: 'The key pair is wrong or missing' },
    },
    {
      method: 'get',
      path: '/api/v4/resources',
      id: 'listResources',
      tag: 'resources',
      summary: 'Every resource with its operations',
      answer: { description: 'The resources', content: { schema: resourcesSchema } },
    },
    {
      method: 'get',
      path: '/api/v4/openapi.json',
      id: 'describeApi',
      tag: 'resources',
      summary: 'This document',
      session: false,
      answer: { description: 'OpenAPI 3.1', content: { schema: z.looseObject({ openapi: z.string() }) } },
    },
  ];
}

/** Users below a user, roles of a user, users of a role. The lists are whole, without pages. */
export function describeRelations(entities: Entities, choices: V4Choices): DescribedRoute[] {
  const users = { ...recordOf(entityOf(entities, 'users'), choices), list: true };
  const roles = { ...recordOf(entityOf(entities, 'roles'), choices), list: true };
  const route = (path: string, id: string, summary: string, content: typeof users): DescribedRoute => ({
    method: 'get',
    path: `/api/v4/${path}`,
    id,
    tag: path.split('/')[0] ?? '',
    summary,
    parameters: [idParameter],
    answer: { description: 'All of them', content },
  });
  return [
    route('users/{id}/hierarchy', 'listHierarchy', 'Everybody below the user, at any depth', users),
    route('users/{id}/roles', 'listRolesOfUser', 'Roles of the user', roles),
    route('roles/{id}/users', 'listUsersOfRole', 'Users who have the role', users),
  ];
}

/** Documents and folders below the records that may have them. */
export function describeDocumentsOf(
  owners: readonly string[],
  entities: Entities,
  choices: V4Choices,
): DescribedRoute[] {
  const below = (owner: string, entity: Entity, path: string): DescribedRoute[] => {
    const base = `/api/v4/${owner}/{id}/${path}`;
    const name = `${toTypeName(entity.resource)}Of${toTypeName(owner)}`;
    const created =
      entity.resource === 'documents'
        ? documentAnswer(choices)
        : { schema: writeAnswer(choices, 'entity created', { id: z.int().min(1) }) };
    return [
      {
        method: 'get',
        path: base,
        id: `list${name}`,
        tag: owner,
        summary: `${entity.description} of one record: list`,
        parameters: [idParameter, ...listParameters(entity, choices)],
        answer: { description: 'One page of them', content: { ...recordOf(entity, choices), list: true } },
      },
      {
        method: 'post',
        path: base,
        id: `create${name}`,
        tag: owner,
        summary: `${entity.description} of one record: create`,
        parameters: [idParameter],
        body: createBodyOf(entity, choices),
        answer: { description: 'Created', content: created },
      },
    ];
  };
  return owners.flatMap((owner) => [
    ...below(owner, entityOf(entities, 'documents'), 'documents'),
    ...below(owner, entityOf(entities, 'documents/folders'), 'documents/folders'),
  ]);
}

/** Bytes to and from signed addresses. */
export function describeTransfers(choices: V4Choices): DescribedRoute[] {
  const token = {
    name: 'token',
    in: 'path',
    description: 'Signed by the server; part of the address it gave.',
    schema: z.string().min(1),
  } as const;
  const words = choices.uploadWithSession === 'refuse' ? ' The session key must not be sent.' : '';
  return [
    {
      method: 'put',
      path: '/uploads/{token}',
      id: 'upload',
      tag: 'documents',
      summary: 'Bytes of a document or an attachment',
      description: `The file itself, not a form. A second upload takes the place of the first.${words}`,
      session: false,
      parameters: [token],
      body: { type: 'application/octet-stream' },
      answer: { description: 'Kept' },
      refusals: { 408: 'The upload broke off; nothing is kept' },
    },
    {
      method: 'get',
      path: '/downloads/{token}',
      id: 'download',
      tag: 'documents',
      summary: 'Bytes of a document',
      session: false,
      parameters: [token],
      answer: { description: 'The file', content: { type: 'application/octet-stream' } },
    },
  ];
}
