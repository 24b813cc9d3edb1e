import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type Entry, openChangeStream } from './change-client.ts';
import { cursorNow, cursors, openLog, openToAll, path, touch, upTo } from './change-rig.ts';
import { connect, fakeAccount, startTestServer, type TestClient } from './support.ts';

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
    const server = await startTestServer(openToAll, 'file');
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
    const server = await startTestServer({ ...openToAll, changeLimits: { perKey: 2, total: 3 } });
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
