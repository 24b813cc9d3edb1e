import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  readonly port: number;
  /** Hosts a browser asked for and did not get, so that a test can prove nobody else was spoken to. */
  readonly refused: ReadonlySet<string>;
  /** Hosts a browser was led to. */
  readonly reached: ReadonlySet<string>;
  close(): Promise<void>;
}

/**
 * A CONNECT proxy that leads every allowed host to one TLS server on this machine and refuses the rest. Pages keep
 * their real names and port 443, and pages, background and sign-in windows all pass through it. Browsers do not ask a
 * proxy for loopback addresses.
 */
export async function startProxy(tlsPort: number, allowed: ReadonlySet<string>): Promise<ConnectProxy> {
  const refused = new Set<string>();
  const reached = new Set<string>();
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    refused.add(URL.canParse(request.url ?? '') ? new URL(request.url ?? '').hostname : 'unknown');
    response.writeHead(502).end();
  });
  server.on('connect', (request, client, head) => {
    const host = (request.url ?? '').replace(/:\d+$/, '');
    keep(sockets, client);
    if (!allowed.has(host)) {
      refused.add(host);
      client.end('HTTP/1.1 502 Blocked\r\n\r\n');
      return;
    }
    reached.add(host);
    const upstream: Socket = connect(tlsPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    keep(sockets, upstream);
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    refused,
    reached,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A browser that is killed breaks its sockets; that is no fault of the test. */
function keep(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
}
