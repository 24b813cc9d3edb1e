import { startProxy } from './proxy.ts';
import { type FetchHandler, startTlsServer } from './tls-server.ts';

/** The outside world of a test: some hosts answered on this machine, all others refused. */
export interface Network {
  readonly proxyPort: number;
  /** Hosts asked for that nobody stands in for. */
  readonly refused: ReadonlySet<string>;
  /** Hosts asked for and answered. */
  readonly reached: ReadonlySet<string>;
  close(): Promise<void>;
}

/** @param handlers - fetch-style handlers by host name */
export async function createNetwork(handlers: ReadonlyMap<string, FetchHandler>): Promise<Network> {
  const server = await startTlsServer(handlers);
  const proxy = await startProxy(server.port, new Set(handlers.keys()));
  return {
    proxyPort: proxy.port,
    refused: proxy.refused,
    reached: proxy.reached,
    async close() {
      await proxy.close();
      await server.close();
    },
  };
}
