import { beforeAll, describe, expect, it } from 'vitest';
import { connect, startTestServer, type TestClient } from './support.ts';

describe('discovery', () => {
  let client: TestClient;
  beforeAll(async () => {
    client = await connect(await startTestServer({}, 'file'));
  });

  it('lists every resource with its operations and schema', async () => {
    const { body } = await client.get('/resources');
    expect(body).toContainEqual({
      description: 'Emails',
      end_point: '/v4/emails',
      operations: { create: true, read: true, update: false, delete: false },
      schema: '/v4/emails/schema',
    });
    for (const { end_point, schema } of body) {
      expect((await client.get(end_point.replace('/v4', ''))).status, end_point).toBe(200);
      // The settings of the user who asks are one record, which needs no number.
      const first = end_point === '/v4/tandem/sync' ? 'state' : 'id';
      expect(Object.keys((await client.get(schema.replace('/v4', ''))).body.properties), schema).toContain(first);
    }
  });

  it('has a schema that tells types, limits and what is read-only', async () => {
    const { properties } = (await client.get('/accounts/schema')).body;
    expect(properties).toMatchObject({
      id: { readOnly: true, type: ['integer'] },
      name: { readOnly: false, type: ['string'] },
      comment: { readOnly: false, type: ['string', 'null'], maxLength: 6000 },
      address1: { maxLength: 180 },
      city: { maxLength: 200 },
      dateUpdated: { readOnly: true, type: ['string', 'null'], format: 'date-time' },
      branchId: { table: 'branches', properties: { id: { type: 'integer' } }, required: ['id'] },
    });
  });

  it('reads records with exactly the fields of the schema', async () => {
    for (const resource of ['accounts', 'contacts', 'users', 'activityTypes', 'branches', 'countries']) {
      const { properties } = (await client.get(`/${resource}/schema`)).body;
      const [record] = (await client.get(`/${resource}`)).body;
      expect(Object.keys(record), resource).toEqual(Object.keys(properties));
    }
  });

  it.each([
    ['GET', '/companies'],
    ['GET', '/companies/schema'],
    ['POST', '/constructor'],
    ['PUT', '/nothing/1'],
    ['DELETE', '/nothing/1'],
    ['GET', '/'],
  ])('answers 910 to %s %s', async (method, path) => {
    const answer = await client.call(method, path, method === 'GET' ? undefined : {});
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ code: 910, error: 'Resource not exist' });
  });

  it.each([['999999'], ['0'], ['-1'], ['abc'], ['1e3'], ['99999999999999999999'], ['1%20or%201']])(
    'answers 400 to the unknown id %s on every verb',
    async (id) => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await client.call(method, `/accounts/${id}`, method === 'PUT' ? { name: 'x' } : undefined);
        expect(answer.status).toBe(400);
        expect(answer.body).toEqual({ code: -1, error: 'not exist' });
      }
    },
  );

  it.each([
    ['PATCH', '/accounts/1'],
    ['POST', '/accounts/1'],
    ['PUT', '/accounts'],
    ['DELETE', '/accounts'],
    ['POST', '/users'],
    ['PUT', '/users/1'],
    ['DELETE', '/branches/1'],
  ])('refuses %s %s with 400', async (method, path) => {
    const answer = await client.call(method, path, { name: 'x' });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe(-1);
  });
});
