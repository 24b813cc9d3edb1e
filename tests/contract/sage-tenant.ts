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

export interface SeenEmail {
  id: number;
  extId: string | null;
  subject: string;
  body: string;
  accountId: number;
  attachments: { id: number; name: string }[];
}

interface SeenFile {
  name: string;
  bytes: Uint8Array;
}

/** Looks into a server as another program would. Sessions may be short, so each look signs in for itself. */
export function lookInto(server: RunningServer) {
  const signIn = () => connect(server, 1);
  /** Oldest first. */
  async function emails(): Promise<SeenEmail[]> {
    const { body } = await (await signIn()).get('/emails', { Count: '1000', 'X-FM-Entity-Count': '1000' });
    return body.toSorted((one: SeenEmail, other: SeenEmail) => one.id - other.id);
  }

  /** Documents of the company whose bytes have arrived. */
  async function documents(accountId: number): Promise<SeenFile[]> {
    const { body } = await (await signIn()).get(`/accounts/${accountId}/documents`);
    const arrived = body.filter(({ link }: { link: string | null }) => link !== null);
    return Promise.all(
      arrived.map(async ({ name, link }: { name: string; link: string }) => ({
        name,
        bytes: await (await fetch(link)).bytes(),
      })),
    );
  }

  /** Attachments whose bytes have arrived; the API does not hand them out, the pages do. */
  async function attachments(): Promise<SeenFile[]> {
    const signedIn = await fetch(server.createSignInLink(), { redirect: 'manual' });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const named = (await emails()).flatMap((email) => email.attachments);
    const answers = await Promise.all(
      named.map(async ({ id, name }) => {
        const answer = await fetch(`${server.url}/files/attachments/${id}`, { headers: { cookie } });
        return { name, ok: answer.ok, bytes: await answer.bytes() };
      }),
    );
    return answers.filter(({ ok }) => ok).map(({ name, bytes }) => ({ name, bytes }));
  }

  return { signIn, emails, documents, attachments };
}

/** The client over the embedded server, which lives until the last test of the file. */
export async function openSage(options: Partial<ServerOptions>): Promise<CrmUnderTest> {
  const server = await startTestServer(options, 'file');
  const { signIn, emails, documents } = lookInto(server);
  return {
    crm: createClient(server),
    emails,
    async addContact({ email, accountId }) {
      const contact = { firstName: 'Elsa', lastName: 'Berg', salesRepId: 1, email, accountId };
      const { status, body } = await (await signIn()).call('POST', '/contacts', contact);
      if (status !== 200) throw new Error(`the contact was refused: ${JSON.stringify(body)}`);
      return Number(body.id);
    },
    async removeContact(id) {
      const { status } = await (await signIn()).call('DELETE', `/contacts/${id}`);
      if (status !== 200) throw new Error('the contact was not removed');
    },
    documentBytes: async (accountId, name) => (await documents(accountId)).find((one) => one.name === name)?.bytes,
  };
}
