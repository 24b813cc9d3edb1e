import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createCertificate } from './certificate.ts';

/** Answers a request. One that throws an error named `NoAnswer` drops the connection, as a failing network does. */
export type FetchHandler = (request: Request) => Promise<Response>;

export interface TlsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * One TLS server on 127.0.0.1 that answers for many hosts, each by its own handler.
 *
 * @param handlers - by host name, without port
 */
export async function startTlsServer(handlers: ReadonlyMap<string, FetchHandler>): Promise<TlsServer> {
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const handler = handlers.get(new URL(request.url).hostname);
      if (!handler) return new Response('No stand-in for this host.', { status: 421 });
      try {
        return await handler(request);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'NoAnswer') throw error;
        incoming.socket?.destroy();
        return new Response(null, { status: 500 });
      }
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(await createCertificate([...handlers.keys()]), (incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
