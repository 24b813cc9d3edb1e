import { describe, expect, it } from 'vitest';
import type { Entry } from './change-client.ts';
import { cursorNow, cursors, openLog, openToAll, path, touch, upTo } from './change-rig.ts';
import { connect, fakeContact, shareTestServer, startTestServer } from './support.ts';

describe('asking for changes', () => {
  it('answers what was written since, with its resource, and who, and nothing of what is in it', async () => {
    const server = await startTestServer(openToAll);
    const [nora, mateo] = [await connect(server, 0), await connect(server, 1)];
    const since = await cursorNow(nora);
    const contact = (await nora.call('POST', '/contacts', fakeContact())).body.id;
    const folder = (await mateo.call('POST', '/documents/folders', { name: 'Offers' })).body.id;
    await mateo.call('DELETE', `/contacts/${contact}`);
    const { status, body } = await nora.get(`${path}?since=${since}`);
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(status).toBe(200);
    expect(body).toEqual({
      cursor: since + 3,
      changes: [
        { cursor: since + 1, entity: 'contacts', id: contact, action: 'insert', at, byMe: true },
        { cursor: since + 2, entity: 'documents/folders', id: folder, action: 'insert', at, byMe: false },
        { cursor: since + 3, entity: 'contacts', id: contact, action: 'delete', at, byMe: false },
      ],
    });
  });

  it.each([[''], ['?since=now'], ['?since=now&wait=30']])(
    'with %j answers the present cursor at once',
    async (query) => {
      const client = await connect(await startTestServer());
      await touch(client);
      const { body } = await client.get(path + query);
      expect(body).toEqual({ changes: [], cursor: expect.any(Number) });
      await touch(client);
      expect(cursors((await client.get(`${path}?since=${body.cursor}`)).body.changes)).toEqual([body.cursor + 1]);
    },
  );

  it('gives all changes in portions, from the first one on', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const log = await openLog(server);
    await log.write(450);
    const seen: number[] = [];
    for (let cursor = 0; ; ) {
      const { body } = await client.get(`${path}?since=${cursor}`);
      expect(body.changes.length).toBeLessThanOrEqual(200);
      seen.push(...cursors(body.changes));
      if (body.changes.length === 0) break;
      cursor = body.cursor;
    }
    expect(seen).toEqual(upTo(await log.last(), 1));
  });

  it('waits for a change and answers as soon as there is one', async () => {
    const client = await connect(await startTestServer());
    const since = await cursorNow(client);
    const waiting = client.get(`${path}?since=${since}&wait=60`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = performance.now();
    await touch(client);
    expect(cursors((await waiting).body.changes)).toEqual([since + 1]);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('answers empty when the wait is over, with the cursor past what it does not hear of', async () => {
    const client = await connect(await startTestServer());
    const since = await cursorNow(client);
    await touch(client);
    const before = performance.now();
    const { body } = await client.get(`${path}?since=${since}&wait=1&entities=contacts`);
    expect(performance.now() - before).toBeGreaterThan(950);
    expect(body).toEqual({ changes: [], cursor: since + 1 });
  });

  it('hears of the resources asked for', async () => {
    const client = await connect(await startTestServer());
    const since = await cursorNow(client);
    await touch(client);
    await client.call('PUT', '/contacts/1', { phone1: '1' });
    await client.call('POST', '/documents/folders', { name: 'x' });
    const heard = async (entities: string) =>
      (await client.get(`${path}?since=${since}&entities=${entities}`)).body.changes.map(({ entity }: Entry) => entity);
    expect(await heard('contacts')).toEqual(['contacts']);
    expect(await heard('accounts,%20documents/folders')).toEqual(['accounts', 'documents/folders']);
    expect(await heard('users')).toEqual([]);
  });

  it.each([
    ['?since=x', 'since'],
    ['?since=-1', 'since'],
    ['?since=1.5', 'since'],
    ['?since=99999999999', 'since'],
    ['?since=', 'since'],
    ['?since=0&wait=61', 'wait'],
    ['?since=0&wait=x', 'wait'],
    ['?since=0&wait=', 'wait'],
    ['?since=0&entities=companies', 'companies'],
    ['?since=0&entities=', 'entities'],
    ['?since=0&entity=accounts', 'entity'],
  ])('refuses %s and names what is wrong', async (query, word) => {
    const { client } = await shareTestServer();
    for (const Accept of ['application/json', 'text/event-stream']) {
      const answer = await client.get(path + query, { Accept });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ code: -1, error: expect.stringContaining(word) });
    }
  });

  it.each([['POST'], ['PUT'], ['DELETE'], ['PATCH']])('refuses %s', async (method) => {
    const { client } = await shareTestServer();
    expect((await client.call(method, path, {})).status).toBe(400);
  });

  it('needs a session', async () => {
    const { server } = await shareTestServer();
    for (const accept of ['application/json', 'text/event-stream']) {
      expect((await fetch(`${server.apiUrl}${path}`, { headers: { accept } })).status).toBe(401);
    }
  });

  it('answers 410 with a new cursor when what comes next is no longer kept, or not yet there', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const log = await openLog(server);
    const last = await log.last();
    await log.write(3);
    await log.removeUpTo(last + 1);
    for (const Accept of ['application/json', 'text/event-stream']) {
      for (const since of [0, last, last + 4, 4_000_000_000]) {
        const answer = await client.get(`${path}?since=${since}&wait=5`, { Accept });
        expect([since, answer.status]).toEqual([since, 410]);
        expect(answer.body).toEqual({ code: -1, error: expect.any(String), reset: true, cursor: last + 3 });
      }
    }
    expect(cursors((await client.get(`${path}?since=${last + 1}`)).body.changes)).toEqual([last + 2, last + 3]);
    await log.removeUpTo(last + 3);
    expect((await client.get(`${path}?since=${last + 2}`)).status).toBe(410);
    expect((await client.get(`${path}?since=${last + 3}`)).body).toEqual({ changes: [], cursor: last + 3 });
  });
});

describe('what the server offers beyond v4', () => {
  it('is announced, with a schema of exactly what is read', async () => {
    const client = await connect(await startTestServer());
    expect((await client.get('/resources')).body).toContainEqual({
      description: 'Changes',
      end_point: '/v4/tandem/changes',
      operations: { create: false, read: true, update: false, delete: false },
      schema: '/v4/tandem/changes/schema',
    });
    const { properties } = (await client.get(`${path}/schema`)).body;
    const [entry] = (await client.get(`${path}?since=0`)).body.changes;
    expect(Object.keys(properties)).toEqual(Object.keys(entry));
  });

  it('can be switched off, and is then unknown', async () => {
    const server = await startTestServer({ choices: { tandemRoutes: false } });
    const client = await connect(server);
    expect(JSON.stringify((await client.get('/resources')).body)).not.toContain('tandem');
    for (const place of [path, `${path}/schema`, '/tandem', '/tandem/nothing']) {
      expect((await client.get(place)).body).toEqual({ code: 910, error: 'Resource not exist' });
    }
    server.choices.tandemRoutes = true;
    expect((await client.get(path)).status).toBe(200);
    expect((await client.get('/tandem/nothing')).body.code).toBe(910);
  });
});
