import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createNetwork, type Network } from '../../support/network.ts';

let network: Network | undefined;
afterEach(() => network?.close());

/** Asks the proxy for a tunnel; answers its status line and the open socket. */
async function tunnel(port: number, host: string) {
  const socket = connect(port, '127.0.0.1');
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  const [first] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data) => resolve([data])));
  return { socket, status: Number(String(first).split(' ')[1]) };
}

async function getThroughProxy(port: number, host: string, path: string): Promise<string> {
  const { socket } = await tunnel(port, host);
  const secure = connectTls({ socket, servername: host, rejectUnauthorized: false });
  secure.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const data of secure) answer += data;
  return answer;
}

describe('network', () => {
  it('answers each host by its own handler, under its own name', async () => {
    network = await createNetwork(
      new Map([
        ['mail.example', async (request: Request) => new Response(`mail ${request.url}`)],
        ['api.example', async () => new Response('api', { status: 201 })],
      ]),
    );
    expect(await getThroughProxy(network.proxyPort, 'mail.example', '/inbox?x=1')).toContain(
      'mail https://mail.example/inbox?x=1',
    );
    expect(await getThroughProxy(network.proxyPort, 'api.example', '/')).toMatch(/^HTTP\/1\.1 201/);
    expect([...network.refused]).toEqual([]);
  });

  it('refuses a host nobody stands in for, and remembers it', async () => {
    network = await createNetwork(new Map([['mail.example', async () => new Response('mail')]]));
    const { socket, status } = await tunnel(network.proxyPort, 'tracker.example');
    socket.destroy();
    expect(status).toBe(502);
    expect([...network.refused]).toEqual(['tracker.example']);
  });

  it('drops the connection where a stand-in gives no answer', async () => {
    const silent = async (): Promise<Response> => {
      throw Object.assign(new Error('on purpose'), { name: 'NoAnswer' });
    };
    network = await createNetwork(new Map([['mail.example', silent]]));
    await expect(getThroughProxy(network.proxyPort, 'mail.example', '/')).resolves.toBe('');
  });

  it('closes while a browser still holds connections', async () => {
    network = await createNetwork(new Map([['mail.example', async () => new Response('mail')]]));
    const { socket } = await tunnel(network.proxyPort, 'mail.example');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await network.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});
