import { connect as openSocket, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { lastChangeId, writeChanges } from '../../../server/store/changes.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type Entry, openChangeStream, parseEvents } from './change-client.ts';
import { onEnd } from './endings.ts';
import { connect, fakeAccount, fakeContact, startTestServer, type TestClient } from './support.ts';
import { createTestDatabase, placeOf } from './test-database.ts';

const path = '/tandem/changes';
const upTo = (last: number, first: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const cursors = (changes: readonly Entry[]) => changes.map(({ cursor }) => cursor);
const cursorNow = async (client: TestClient): Promise<number> => (await client.get(path)).body.cursor;
const touch = (client: TestClient, id = 1) => client.call('PUT', `/accounts/${id}`, { city: 'Oslo' });

/** Who may hear of what is tried elsewhere. */
const open = { choices: { hierarchy: 'ignored' } } as const;

/** Writes to the log past the server, as another process would. */
async function openLog(server: RunningServer) {
  const db = await openDatabase(placeOf(server.dataDir));
  onEnd('test', () => db.destroy());
  const change = { table: 'accounts', recordId: 1, action: 'update', actor: 1 } as const;
  return {
    last: () => lastChangeId(db),
    write: (count: number, at = Date.now()) =>
      db.transaction().execute((inner) => writeChanges(inner, Array(count).fill(change), new Date(at).toISOString())),
    removeUpTo: (id: number) => db.deleteFrom('changes').where('id', '<=', id).execute(),
  };
}

describe('asking for changes', () => {
  it('answers what was written since, with its resource, and who, and nothing of what is in it', async () => {
    const server = await startTestServer(open);
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
    const client = await connect(await startTestServer());
    for (const Accept of ['application/json', 'text/event-stream']) {
      const answer = await client.get(path + query, { Accept });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ code: -1, error: expect.stringContaining(word) });
    }
  });

  it.each([['POST'], ['PUT'], ['DELETE'], ['PATCH']])('refuses %s', async (method) => {
    const client = await connect(await startTestServer());
    expect((await client.call(method, path, {})).status).toBe(400);
  });

  it('needs a session', async () => {
    const server = await startTestServer();
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

describe('the stream', () => {
  it('begins with the cursor and tells of changes as they are written', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const since = await cursorNow(client);
    const stream = await openChangeStream(server, client.token);
    expect(stream.response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('Cache-Control')).toContain('no-store');
    await waitUntil('the cursor', () => stream.events.length === 1);
    expect(stream.events[0]).toEqual({ event: 'cursor', id: since, data: { cursor: since } });
    const before = performance.now();
    await touch(client, 3);
    await waitUntil('the change', () => stream.events.length === 2);
    expect(performance.now() - before).toBeLessThan(2_000);
    const data = { cursor: since + 1, entity: 'accounts', id: 3, action: 'update', at: expect.any(String), byMe: true };
    expect(stream.events[1]).toEqual({ event: 'change', id: since + 1, data });
    stream.abort();
  });

  it('tells of what another process on the same database writes', async () => {
    const server = await startTestServer();
    const { token } = await connect(server);
    const log = await openLog(server);
    const stream = await openChangeStream(server, token);
    const before = performance.now();
    await log.write(3);
    await waitUntil('three changes', () => stream.changes().length === 3);
    expect(performance.now() - before).toBeLessThan(3_000);
    stream.abort();
  });

  it('goes on after Last-Event-ID, also where the address names an older place', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const log = await openLog(server);
    await log.write(10);
    const last = await log.last();
    const stream = await openChangeStream(server, client.token, { query: '?since=0', lastEventId: last - 4 });
    await waitUntil('four changes', () => stream.changes().length === 4);
    expect(cursors(stream.changes())).toEqual(upTo(last, last - 3));
    stream.abort();
  });

  it('sends a comment when nothing happens, and the cursor when others went by', async () => {
    const server = await startTestServer({ changeLimits: { heartbeatMs: 200 } });
    const client = await connect(server);
    const stream = await openChangeStream(server, client.token, { query: '?entities=contacts' });
    await waitUntil('two comments', () => stream.comments() >= 2);
    expect(stream.events).toHaveLength(1);
    const since = stream.events[0]?.id ?? 0;
    await touch(client);
    await waitUntil('a cursor', () => stream.events.length === 2);
    expect(stream.events[1]).toEqual({ event: 'cursor', id: since + 1, data: { cursor: since + 1 } });
    await client.call('PUT', '/contacts/1', { phone1: '1' });
    await touch(client);
    await waitUntil('a change and a cursor', () => stream.events.length === 4);
    expect(stream.events.slice(2).map(({ event, id }) => [event, id])).toEqual([
      ['change', since + 2],
      ['cursor', since + 3],
    ]);
    stream.abort();
  });

  it('has neither gap nor repeat, wherever it breaks off and goes on', { timeout: 120_000 }, async () => {
    const server = await startTestServer(open, 'file');
    const client = await connect(server);
    const writers = [client, await connect(server, 1)];
    const plan = fc.record({
      writes: fc.array(fc.record({ by: fc.nat(1), account: fc.integer({ min: 1, max: 7 }), pauseMs: fc.nat(3) }), {
        minLength: 1,
        maxLength: 25,
      }),
      // Where each connection breaks off: somewhere in an event, most of which are about 150 bytes long.
      breaks: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ writes, breaks }) => {
        const since = await cursorNow(client);
        const last = since + writes.length;
        const writing = (async () => {
          for (const { by, account, pauseMs } of writes) {
            await touch(writers[by] as TestClient, account);
            await new Promise((resolve) => setTimeout(resolve, pauseMs));
          }
        })();
        const seen: Entry[] = [];
        let cursor = since;
        for (const stopAfterBytes of [...breaks, undefined]) {
          const at = stopAfterBytes === undefined ? {} : { stopAfterBytes };
          const stream = await openChangeStream(server, client.token, { lastEventId: cursor, ...at });
          const whole = () => stream.changes().at(-1)?.cursor === last;
          const watching = waitUntil('the last change', whole).then(() => stream.abort());
          await Promise.race([stream.ended, watching]);
          stream.abort();
          watching.catch(() => {});
          seen.push(...stream.changes());
          cursor = stream.events.at(-1)?.id ?? cursor;
          if (cursor === last) break;
        }
        await writing;
        expect(cursors(seen)).toEqual(upTo(last, since + 1));
        expect(seen.map(({ id, byMe }) => [id, byMe])).toEqual(writes.map(({ account, by }) => [account, by === 0]));
      }),
      { numRuns: 25 },
    );
  });

  it('serves 200 at once, each with every change in order', async () => {
    const server = await startTestServer({ changeLimits: { perKey: 200 } });
    const client = await connect(server);
    const since = await cursorNow(client);
    const streams = await Promise.all(Array.from({ length: 200 }, () => openChangeStream(server, client.token)));
    for (let written = 0; written < 20; written += 1) await client.call('POST', '/accounts', fakeAccount());
    await waitUntil('all changes', () => streams.every((stream) => stream.changes().length === 20));
    for (const stream of streams) expect(cursors(stream.changes())).toEqual(upTo(since + 20, since + 1));
    for (const stream of streams) stream.abort();
  });

  it('is one request to the rate limit and the request log', async () => {
    const server = await startTestServer({ now: () => 1_800_000_000_000, requestsPerSecond: 2 });
    const client = await connect(server);
    const stream = await openChangeStream(server, client.token, { query: '?since=0' });
    await waitUntil('all changes', () => stream.changes().length > 20);
    expect((await client.get('/users')).status).toBe(200);
    expect((await client.get('/users')).status).toBe(429);
    expect(server.requestLog.filter((entry) => entry.path.endsWith(path))).toMatchObject([
      { method: 'GET', path: `/api/v4${path}`, status: 200, actor: 'user:1' },
    ]);
    stream.abort();
  });
});

describe('the end of a stream', () => {
  it('comes with that of the session', async () => {
    let later = 0;
    const server = await startTestServer({ now: () => Date.now() + later, choices: { tokenLifeSeconds: 60 } });
    const client = await connect(server);
    const since = await cursorNow(client);
    const stream = await openChangeStream(server, client.token);
    const waiting = client.get(`${path}?since=${since}&wait=60`);
    await waitUntil('the stream', () => stream.events.length === 1);
    later = 60_000;
    await stream.ended;
    expect((await waiting).body).toEqual({ changes: [], cursor: since });
    expect((await client.get(path)).status).toBe(401);
  });

  it('comes when the server closes, which does not wait for it, nor for a waiting request', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const since = await cursorNow(client);
    const streams = await Promise.all(Array.from({ length: 5 }, () => openChangeStream(server, client.token)));
    const waiting = client.get(`${path}?since=${since}&wait=60`);
    await waitUntil('the streams', () => streams.every(({ events }) => events.length === 1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = performance.now();
    await server.close();
    expect(performance.now() - before).toBeLessThan(2_000);
    for (const { ended } of streams) await ended;
    expect((await waiting).body).toEqual({ changes: [], cursor: since });
  });

  it('leaves room for others: a key may have so many', async () => {
    const server = await startTestServer({ ...open, changeLimits: { perKey: 2, total: 3 } });
    const [nora, mateo] = [await connect(server, 0), await connect(server, 1)];
    const since = await cursorNow(nora);
    const first = await openChangeStream(server, nora.token);
    const waiting = nora.get(`${path}?since=${since}&wait=60`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const refused = await nora.get(path, { Accept: 'text/event-stream' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('5');
    expect((await nora.get(`${path}?since=${since}&wait=1`)).status).toBe(429);
    expect((await nora.get(`${path}?since=${since}`)).status).toBe(200);

    const other = await openChangeStream(server, mateo.token);
    expect((await mateo.get(path, { Accept: 'text/event-stream' })).status).toBe(503);
    first.abort();
    await expect.poll(async () => (await openChangeStream(server, nora.token)).response.status).toBe(200);
    other.abort();
    await touch(mateo);
    await waiting;
  });

  it('is left behind by a client that only asks for the head', async () => {
    const server = await startTestServer({ changeLimits: { perKey: 1 } });
    const { token } = await connect(server);
    for (let asked = 0; asked < 3; asked += 1) {
      const headers = { 'X-Session-Key': token, Accept: 'text/event-stream' };
      await expect
        .poll(async () => (await fetch(`${server.apiUrl}${path}`, { method: 'HEAD', headers })).status)
        .toBe(200);
    }
  });
});

describe('a reader that does not read', () => {
  /** A connection that asks and then takes nothing. */
  async function openStalled(server: RunningServer, token: string, since: number): Promise<Socket> {
    const socket = openSocket(server.port, '127.0.0.1');
    socket.pause();
    onEnd('test', async () => {
      socket.destroy();
    });
    const head = [`GET /api/v4${path}?since=${since} HTTP/1.1`, 'Host: 127.0.0.1', `X-Session-Key: ${token}`];
    await new Promise<void>((sent) =>
      socket.write(`${[...head, 'Accept: text/event-stream'].join('\r\n')}\r\n\r\n`, () => sent()),
    );
    return socket;
  }

  it('costs little memory, is cut off, and can go on where it was', { timeout: 180_000 }, async () => {
    const STALLED = 10;
    const changeLimits = { perKey: STALLED + 1, stalledMs: 1_500 };
    const server = await startTestServer({ ...(await createTestDatabase(true)), changeLimits });
    const client = await connect(server);
    const log = await openLog(server);
    const since = await log.last();
    const COUNT = 120_000;
    await log.write(COUNT);
    const before = process.memoryUsage().rss;
    // Whole, what these do not take would be some 200 MB of events.
    const sockets = await Promise.all(Array.from({ length: STALLED }, () => openStalled(server, client.token, since)));
    const other = await openChangeStream(server, client.token, { query: `?since=${since + COUNT}` });
    await waitUntil('the other stream', () => other.events.length === 1);
    await touch(client);
    await waitUntil('its change', () => other.changes().length === 1, 30_000);
    expect(cursors(other.changes())).toEqual([since + COUNT + 1]);

    let peak = before;
    await waitUntil(
      'all to be cut off',
      async () => {
        peak = Math.max(peak, process.memoryUsage().rss);
        const opened = await Promise.all(Array.from({ length: STALLED }, () => openChangeStream(server, client.token)));
        for (const stream of opened) stream.abort();
        return opened.every(({ response }) => response.status === 200);
      },
      90_000,
    );
    expect((peak - before) / 1024 / 1024).toBeLessThan(120);
    other.abort();

    const [socket] = sockets as [Socket];
    const taken = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => {});
      socket.resume();
    });
    const events = dechunk(taken);
    const seen = parseEvents(events).events.filter(({ event }) => event === 'change');
    const first = seen.map(({ id }) => id);
    expect(first.length).toBeGreaterThan(100);
    expect(first.length).toBeLessThan(COUNT);
    expect(first).toEqual(upTo(since + first.length, since + 1));
    const { body } = await client.get(`${path}?since=${first.at(-1)}`);
    expect(body.changes[0].cursor).toBe(since + first.length + 1);
  });
});

/** The body of an answer in chunks (RFC 9112), as far as it came. */
function dechunk(answer: string): string {
  let rest = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  let body = '';
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.slice(0, end), 16);
    if (end === -1 || Number.isNaN(size) || rest.length < end + 2 + size) return body;
    body += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 4 + size);
  }
}
