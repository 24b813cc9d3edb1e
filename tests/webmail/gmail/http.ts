import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { NoAnswer } from './gmail-stand-in.ts';

type Handle = (request: Request) => Promise<Response>;

async function toRequest(incoming: IncomingMessage, origin: string): Promise<Request> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(pieces);
  return new Request(new URL(incoming.url ?? '/', origin), { method, headers, body });
}

async function answer(
  handle: Handle,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
): Promise<void> {
  try {
    const response = await handle(await toRequest(incoming, origin));
    outgoing.statusCode = response.status;
    for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    if (!(error instanceof NoAnswer)) console.error(error);
    outgoing.destroy();
  }
}

/** Serves a handler on a free port of 127.0.0.1. */
export async function listen(handle: Handle): Promise<{ origin: string; server: Server }> {
  let origin = '';
  const server = createServer((incoming, outgoing) => void answer(handle, incoming, outgoing, origin));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return { origin, server };
}
