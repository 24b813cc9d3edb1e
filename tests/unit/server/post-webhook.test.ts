import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseHookUrl } from '../../../server/hooks/hook-url.ts';
import { isPublicAddress } from '../../../server/hooks/network-address.ts';
import { postWebhook } from '../../../server/hooks/post-webhook.ts';
import { onEnd } from './endings.ts';

const never = new AbortController().signal;

async function listen(answer: RequestListener): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer(answer).on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd('test', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

const post = (port: number, signal = never, timeoutMs = 2_000) =>
  postWebhook(
    { target: parseHookUrl(`http://localhost:${port}/x`, true), headers: {}, body: '["ä"]' },
    signal,
    timeoutMs,
  );

describe('the sending of a webhook', () => {
  it('posts the bytes of the body, whose length it tells', async () => {
    const seen: unknown[] = [];
    const { port } = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        seen.push([method, url, headers['content-length'], headers.host, Buffer.concat(chunks).toString()]);
        response.end('thank you');
      });
    });
    await post(port);
    expect(seen).toEqual([['POST', '/x', '6', `localhost:${port}`, '["ä"]']]);
  });

  it('does not connect where the name leads into a network it must keep out of', async () => {
    const { port, connections } = await listen((_, response) => response.end());
    const target = { url: new URL(`http://localhost:${port}/`), allows: isPublicAddress };
    await expect(postWebhook({ target, headers: {}, body: '[]' }, never, 2_000)).rejects.toThrow('private network');
    expect(connections()).toBe(0);
  });

  it('ends an exchange that takes too long, before and in the midst of the answer', async () => {
    const silent = await listen(() => {});
    await expect(post(silent.port, never, 100)).rejects.toThrow('no answer within 100 ms');
    const slow = await listen((_, response) => {
      response.write('x');
      setInterval(() => response.write('x'), 10).unref();
    });
    const begun = performance.now();
    await post(slow.port, never, 200).catch(() => {});
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it('reads no more than it must of an endless answer', async () => {
    let sent = 0;
    const { port } = await listen((_, response) => {
      const piece = Buffer.alloc(64 * 1024);
      const write = () => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
        sent += piece.length;
      };
      response.on('drain', write);
      write();
    });
    await post(port);
    expect(sent).toBeLessThan(50 * 1024 * 1024);
  });

  it('stops when it is told to', async () => {
    const { port } = await listen(() => {});
    const stop = new AbortController();
    const posted = post(port, stop.signal);
    setTimeout(() => stop.abort(new Error('the server stops')), 50);
    await expect(posted).rejects.toThrow('the server stops');
  });

  it('says why there was no connection, and names no address', async () => {
    // Nobody listens on the first port.
    const error: Error = await post(1).catch((reason) => reason);
    expect(error.message).toBe('no connection: ECONNREFUSED');
  });
});
