import { type RunningServer, type ServerOptions, startServer } from '../../../server/start-server.ts';
import type { DatabasePlace } from '../../../server/store/open-database.ts';
import { type Life, onEnd } from './endings.ts';
import { createTestDatabase, placeOf } from './test-database.ts';

/** With a clock or zone of its own the sample must be made under it. */
function databaseFor(
  { dataDir, sample, now, timeZone }: Partial<ServerOptions>,
  life: Life,
): DatabasePlace | Promise<DatabasePlace> {
  if (dataDir !== undefined) return placeOf(dataDir);
  return createTestDatabase(sample !== false && now === undefined && timeZone === undefined, life);
}

/**
 * A server with the sample, no rate limit unless told, on the database this run is for. Its own faults fail the test.
 *
 * @param life Ended after the `test`, or after the last test of the `file` for those that share it.
 */
export async function startTestServer(
  options: Partial<ServerOptions> = {},
  life: Life = 'test',
): Promise<RunningServer> {
  const faults: unknown[] = [];
  const server = await startServer({
    ...(await databaseFor(options, life)),
    sample: true,
    requestsPerSecond: Number.POSITIVE_INFINITY,
    onFault: (error) => faults.push(error),
    ...options,
  });
  onEnd(life, async () => {
    await server.close();
    if (faults.length > 0) throw new Error('the server failed a request', { cause: faults[0] });
  });
  return server;
}

interface SharedServer {
  server: RunningServer;
  /** Signed in as the first user. */
  client: TestClient;
}

/** The shared servers of the file that is running, by their options. */
const sharedServers = new Map<string, Promise<SharedServer>>();

/**
 * The server with these options that tests of a file share, started for the first of them. For tests that look only at what
 * they made themselves, and leave the rest as it was.
 */
export function shareTestServer(options: Partial<ServerOptions> = {}): Promise<SharedServer> {
  const name = JSON.stringify({ choices: {}, ...options });
  const known = sharedServers.get(name);
  if (known) return known;
  const starting = startTestServer(options, 'file').then(async (server) => ({ server, client: await connect(server) }));
  sharedServers.set(name, starting);
  onEnd('file', async () => {
    sharedServers.delete(name);
  });
  return starting;
}

/** What JSON.parse gives: tests look into answers of every shape. */
type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

export interface TestClient {
  token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  where(resource: string, where: string): Promise<Answer>;
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export function login(server: RunningServer, user = 0): Promise<Answer> {
  const key = server.sample?.users[user]?.key;
  return request(`${server.apiUrl}/login`, {
    method: 'POST',
    body: JSON.stringify({ username: key?.publicKey, password: key?.privateKey }),
  });
}

/** A client signed in as a user of the sample. */
export async function connect(server: RunningServer, user = 0): Promise<TestClient> {
  const { token } = (await login(server, user)).body;
  const call: TestClient['call'] = (method, path, body, headers = {}) =>
    request(`${server.apiUrl}${path}`, {
      method,
      headers: { 'X-Session-Key': token, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    token,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    where: (resource, where) => call('GET', `/${resource}?where=${encodeURIComponent(where)}`),
  };
}

export const fakeEmail = (overrides: Record<string, unknown> = {}) => ({
  subject: 'Price list',
  body: 'Hello Omar, here is the list.',
  emailFrom: 'nora.lind@northside.example',
  emailTo: ['omar.haddad@birch.example'],
  type: 0,
  date: '2026-05-09T12:15:00+02:00',
  accountId: 1,
  contactId: 1,
  salesRepId: 1,
  ...overrides,
});

export const fakeContact = (overrides: Record<string, unknown> = {}) => ({
  firstName: 'Elsa',
  lastName: 'Berg',
  accountId: 1,
  salesRepId: 1,
  email: 'elsa@birch.example',
  ...overrides,
});

export const fakeAccount = (overrides: Record<string, unknown> = {}) => ({
  name: 'Pine Works',
  salesRepId1: 1,
  branchId: 1,
  ...overrides,
});
