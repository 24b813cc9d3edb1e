import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { type AnyRequest, anyRequest, type Operation } from './any-request.ts';
import { connect, fakeEmail, startTestServer, type TestClient } from './support.ts';

type Json = ReturnType<typeof JSON.parse>;

/** No page of this small tenant comes near it. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Operations with tests of their own, since they are slow by design: digests, bytes, waiting for changes. */
const apart = new Set(['login', 'upload', 'download', 'listChanges']);

describe('the API, asked anything its own document allows and much it does not', () => {
  let server: RunningServer;
  let client: TestClient;
  let document: Json;
  let operations: Operation[];
  let schemaFor: (request: AnyRequest, status: number) => ValidateFunction | undefined;

  beforeAll(async () => {
    server = await startTestServer({}, 'file');
    client = await connect(server);
    document = (await client.get('/openapi.json')).body;
    operations = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
    );
    await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'a.txt' }] }));

    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'api', components: document.components });
    const known = new Map<string, ValidateFunction>();
    schemaFor = ({ operation }, status) => {
      const schema = operation.responses[status]?.content?.['application/json']?.schema;
      if (!schema) return undefined;
      const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
      const validate = known.get(text) ?? ajv.compile(JSON.parse(text));
      known.set(text, validate);
      return validate;
    };
  });

  async function send({ method, address, headers, body }: AnyRequest) {
    const response = await fetch(server.url + address, {
      method: method.toUpperCase(),
      // A connection of its own: the server closes idle ones while values are being made on this same thread.
      headers: {
        'X-Session-Key': client.token,
        'Content-Type': 'application/json',
        Connection: 'close',
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    return { response, text: await response.text() };
  }

  it('answers with a documented status, a body that fits its schema, and no more than so many bytes', async () => {
    const known = new Map<Operation, fc.Arbitrary<AnyRequest>>();
    const requestTo = (operation: Operation) => {
      const request = known.get(operation) ?? anyRequest(operation, document);
      known.set(operation, request);
      return request;
    };
    const asked = fc
      .constantFrom(...operations.filter(({ operation }) => !apart.has(operation.operationId)))
      .chain(requestTo);
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(asked, async (request) => {
        const { response, text } = await send(request);
        const { status } = response;
        const about = `${request.method} ${request.address} ${request.body}: ${status} ${text.slice(0, 300)}`;
        seen.set(status, (seen.get(status) ?? 0) + 1);
        expect(status, about).not.toBe(500);
        expect(Buffer.byteLength(text), about).toBeLessThan(MAX_ANSWER_BYTES);
        // A path that is another than the one meant, such as with a dot for an id, has no schema here.
        if (!(status in request.operation.responses)) expect([404], about).toContain(status);
        const validate = schemaFor(request, status);
        if (!validate) return;
        const fits = validate(JSON.parse(text));
        expect(fits, `${about}\n${JSON.stringify(validate.errors)}`).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(seen.get(200)).toBeGreaterThan(100);
    expect(seen.get(400)).toBeGreaterThan(100);
  });

  it('is told by the schema when an answer does not fit', () => {
    const request = operations.find(({ operation }) => operation.operationId === 'listAccounts') as AnyRequest;
    expect(schemaFor(request, 200)?.([{ id: 'one' }])).toBe(false);
    expect(schemaFor(request, 400)?.({ code: 'none', error: 'x' })).toBe(false);
  });

  it('still has everything of the sample, as it was or as it was asked to be', async () => {
    expect((await client.get('/users')).body).toHaveLength(3);
    expect((await client.get('/accounts', { Count: '1000' })).body.length).toBeGreaterThanOrEqual(7);
  });
});
