import { connect as openSocket, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { openChangeStream, parseEvents } from './change-client.ts';
import { cursors, openLog, path, touch, upTo } from './change-rig.ts';
import { onEnd } from './endings.ts';
import { connect, startTestServer } from './support.ts';
import { createTestDatabase } from './test-database.ts';

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
