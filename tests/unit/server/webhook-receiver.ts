import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onEnd } from './endings.ts';

/** A delivery as it arrived. */
export interface Delivery {
  headers: IncomingHttpHeaders;
  text: string;
  /** The text as JSON. */
  records: Record<string, unknown>[];
}

export interface Receiver {
  /** Loopback, plain http. */
  url: string;
  /** All that arrived, oldest first, answered or not. */
  deliveries: Delivery[];
  connections: number;
  /** Answers each delivery; 200 unless replaced. */
  answer: (response: ServerResponse, delivery: Delivery) => void;
}

/** A real HTTP server that takes webhooks. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const delivery = { headers: request.headers, text, records: JSON.parse(text) };
      receiver.deliveries.push(delivery);
      receiver.answer(response, delivery);
    });
  });
  server.on('connection', () => {
    receiver.connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd('test', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/take`,
    deliveries: [],
    connections: 0,
    answer: (response) => response.end(),
  };
  return receiver;
}
