import type { RunningServer, ServerOptions } from '../../server/start-server.ts';
import { createSageCrm, type SageCrm } from '../../utils/crm/sage-crm.ts';
import type { SessionStore } from '../../utils/crm/session-memory.ts';
import { createLimiter } from '../../utils/crm/token-bucket.ts';
import { connect, startTestServer } from '../unit/server/support.ts';
import type { CrmUnderTest } from './crm.ts';

const silent = { error() {}, info() {}, debug() {} };

export function memoryStore(): SessionStore {
  let kept: unknown;
  return {
    get: async () => kept,
    set: async (record) => {
      kept = record;
    },
    clear: async () => {
      kept = undefined;
    },
  };
}

/** The product's client for a server, as one user of its sample. */
export function createClient(server: RunningServer, user = 0): SageCrm {
  return createSageCrm({
    baseUrl: server.url,
    credentials: async () => server.sample?.users[user]?.key ?? null,
    store: memoryStore(),
    log: silent,
    fetch: (input, init) => fetch(input, init),
    limiter: createLimiter({ requestsPerSecond: 1_000, now: Date.now }),
    now: Date.now,
    random: Math.random,
    readRetryDelayMs: 5,
  });
}

/** The client over the embedded server, which lives until the last test of the file. */
export async function openSage(options: Partial<ServerOptions>): Promise<CrmUnderTest & { server: RunningServer }> {
  const server = await startTestServer(options, 'file');
  // Sessions may be short here: each look from outside signs in for itself.
  const outside = () => connect(server, 1);
  return {
    server,
    crm: createClient(server),
    async addContact({ email, accountId }) {
      const contact = { firstName: 'Elsa', lastName: 'Berg', salesRepId: 1, email, accountId };
      const { status, body } = await (await outside()).call('POST', '/contacts', contact);
      if (status !== 200) throw new Error(`the contact was refused: ${JSON.stringify(body)}`);
      return Number(body.id);
    },
    async removeContact(id) {
      const { status } = await (await outside()).call('DELETE', `/contacts/${id}`);
      if (status !== 200) throw new Error('the contact was not removed');
    },
    async emails() {
      const { body } = await (await outside()).get('/emails', { Count: '1000', 'X-FM-Entity-Count': '1000' });
      return body.toSorted((one: { id: number }, other: { id: number }) => one.id - other.id);
    },
    async documentBytes(accountId, name) {
      const { body } = await (await outside()).get(`/accounts/${accountId}/documents`);
      const link = body.find((document: { name: string }) => document.name === name)?.link;
      return link ? (await fetch(link)).bytes() : undefined;
    },
  };
}
