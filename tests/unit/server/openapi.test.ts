import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { connect, request, startTestServer, type TestClient } from './support.ts';

const methods = ['get', 'post', 'put', 'delete'];
const isApi = (path: string) => /^\/(api|uploads|downloads)\//.test(path);
const NO_SUCH_ID = 999_999_999;

/** Whether a pattern of the router is the one that answers a documented path. */
function answers(pattern: string, path: string): boolean {
  const [parts, wanted] = [pattern.split('/'), path.split('/')];
  return (
    parts.length === wanted.length &&
    parts.every((part, place) => part === wanted[place] || (part.startsWith(':') && wanted[place] !== ''))
  );
}

describe('the OpenAPI document', () => {
  let server: RunningServer;
  let client: TestClient;
  let document: Awaited<ReturnType<typeof request>>['body'];
  let operations: { method: string; path: string; operation: Record<string, unknown> }[];

  beforeAll(async () => {
    server = await startTestServer({}, 'file');
    client = await connect(server);
    document = (await request(`${server.apiUrl}/openapi.json`)).body;
    operations = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
    );
  });

  it('is given to anybody, and tells where the server is', async () => {
    const answer = await request(`${server.apiUrl}/openapi.json`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(answer.body).toMatchObject({ openapi: '3.1.0', servers: [{ url: server.url }] });
  });

  it('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('is found wanting when it is not', async () => {
    const broken = structuredClone(document);
    broken.paths['/api/v4/accounts'].get.responses = { 200: {} };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('has an id for each operation, and every reference leads somewhere', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const references = JSON.stringify(document).match(/#\/components\/schemas\/[^"]+/g) ?? [];
    const names = new Set(references.map((reference) => reference.split('/').at(-1) ?? ''));
    expect(names.size).toBeGreaterThan(50);
    expect([...names].filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('names a parameter for each brace of a path', () => {
    for (const { path, operation } of operations) {
      const parameters = (operation.parameters ?? []) as { name: string; in: string }[];
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect([path, inPath]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)]);
    }
  });

  it('lists every route of the API, and no other', () => {
    const routes = server.routes.filter(
      ({ method, path }) => methods.includes(method.toLowerCase()) && isApi(path) && !path.endsWith('*'),
    );
    const describes = (route: { method: string; path: string }) =>
      operations.some(({ method, path }) => method === route.method.toLowerCase() && answers(route.path, path));
    const exists = ({ method, path }: { method: string; path: string }) =>
      routes.some((route) => route.method.toLowerCase() === method && answers(route.path, path));

    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter((route) => !describes(route))).toEqual([]);
    expect(operations.filter((operation) => !exists(operation)).map(({ path }) => path)).toEqual([]);
  });

  it('lists for each resource what it can do, and nothing it cannot', async () => {
    const { body } = await client.get('/resources');
    const resources: string[] = body.map(({ end_point }: { end_point: string }) => end_point.replace('/v4/', ''));
    for (const resource of resources) {
      for (const [method, path, documented] of [
        ['GET', `/${resource}`, `/api/v4/${resource}`],
        ['POST', `/${resource}`, `/api/v4/${resource}`],
        ['GET', `/${resource}/schema`, `/api/v4/${resource}/schema`],
        ['GET', `/${resource}/${NO_SUCH_ID}`, `/api/v4/${resource}/{id}`],
        ['PUT', `/${resource}/${NO_SUCH_ID}`, `/api/v4/${resource}/{id}`],
        ['DELETE', `/${resource}/${NO_SUCH_ID}`, `/api/v4/${resource}/{id}`],
      ] as const) {
        const answer = await client.call(method, path, method === 'GET' ? undefined : {});
        const isPossible = !/is not possible/.test(answer.body.error ?? '') && answer.body.code !== 910;
        const isListed = method.toLowerCase() in (document.paths[documented] ?? {});
        expect([method, path, isListed]).toEqual([method, path, isPossible]);
      }
    }
  });

  it('follows the switches while the server runs', async () => {
    const other = await startTestServer({ choices: { customEmailFields: false } });
    const read = async () => (await request(`${other.apiUrl}/openapi.json`)).body;
    const before = await read();
    expect(before['x-switches']).toEqual(other.choices);
    expect(before.components.schemas.EmailsCreate.properties).not.toHaveProperty('Z_Cc');
    expect(before.components.schemas.AccountsCreate.additionalProperties).toBe(false);

    Object.assign(other.choices, { unknownFields: 'ignore', messageKey: 'message' });
    const after = await read();
    expect(after.components.schemas.AccountsCreate.additionalProperties).not.toBe(false);
    const created = after.paths['/api/v4/accounts'].post.responses[200].content['application/json'].schema;
    expect(Object.keys(created.properties)).toEqual(['message', 'id']);
  });
});
