import { readSource } from '../../entrypoints/background/read-source.ts';
import { createSageCrm } from '../../utils/crm/sage-crm.ts';
import { toNewEmail } from '../../utils/crm/to-new-email.ts';
import { createLimiter } from '../../utils/crm/token-bucket.ts';
import { createPush } from '../../utils/sync/push.ts';
import { alternate } from '../alternate.ts';
import { buildBackground, silent } from './build-background.ts';

export interface Pushes {
  /** E-mails a second. */
  ours: number[];
  bare: number[];
  /** The product's client alone, without its queue. */
  client: number[];
  requestsPerEmail: number;
}

interface Sent {
  url: string;
  method: string;
  headers: [string, string][];
  body: string | undefined;
}

/** Entries worked on at once: the product's own number. */
const LANES = 4;

/** More than any server answers: the bucket is there and never empty. */
const NO_LIMIT = 100_000;

const texts = {
  noSubject: 'No subject',
  noText: 'No text',
  cut: 'The rest is in a document.',
  addresses: (field: string, addresses: string) => `${field}: ${addresses}`,
  protection: {},
  leftOut: (name: string, why: string) => `${name}: ${why}`,
};

/**
 * Sends stored messages to a CRM by the product's own push, and the same requests (a look for the key, then the create)
 * by a bare loop of `fetch`, under keys nobody has used before.
 */
export async function measurePush(options: {
  crmUrl: string;
  publicKey: string;
  privateKey: string;
  rounds: number;
  emails: number;
}): Promise<Pushes> {
  const { crmUrl, publicKey, privateKey, rounds, emails } = options;
  const { db, sealer, store } = buildBackground(`push-${crypto.randomUUID()}`);
  const sent: Sent[] = [];
  let session: unknown;
  const createClient = (record: boolean) =>
    createSageCrm({
      baseUrl: crmUrl,
      credentials: async () => ({ publicKey, privateKey }),
      store: {
        get: async () => session,
        set: async (next) => {
          session = next;
        },
        clear: async () => {
          session = undefined;
        },
      },
      log: silent,
      limiter: createLimiter({ requestsPerSecond: NO_LIMIT, now: Date.now }),
      now: Date.now,
      random: Math.random,
      fetch: async (input, init) => {
        if (record && input instanceof Request) sent.push(await toSent(input.clone()));
        return fetch(input, init);
      },
    });
  const pushBy = async (crm: ReturnType<typeof createClient>) => {
    const capabilities = await crm.capabilities(new AbortController().signal);
    return createPush({
      db,
      sealer,
      readMessage: readSource,
      toNewEmail: (source) => toNewEmail({ ...source, texts }),
      now: Date.now,
      runAlone: async (_name, work) => {
        await work();
        return true;
      },
      connect: async () => ({ crm, capabilities, attachmentLimitBytes: 10_000_000 }),
      isOn: () => true,
      isOnline: () => true,
      random: Math.random,
      newId: () => crypto.randomUUID(),
      log: silent,
      lanes: LANES,
    });
  };

  // One run is written down, and is what the bare loop repeats.
  const signal = new AbortController().signal;
  await createClient(false).capabilities(signal);
  await store(emails, 'recorded');
  await (await pushBy(createClient(true))).run();
  const looks = sent.filter(({ method, url }) => method === 'GET' && url.includes('/emails'));
  const creates = sent.filter(({ method, url }) => method === 'POST' && url.endsWith('/emails'));
  if (looks.length !== emails || creates.length !== emails) throw new Error('The push sent something unforeseen.');
  const pairs = creates.map((create) => {
    const extId = String(JSON.parse(create.body ?? '{}').extId);
    const look = looks.find(({ url }) => decodeURIComponent(url).includes(extId));
    if (!look) throw new Error('A create went out without a look before it.');
    return { extId, requests: [look, create] };
  });

  const crm = createClient(false);
  const push = await pushBy(crm);
  const perSecond = (startedAt: number) => (emails / (performance.now() - startedAt)) * 1000;
  const samples = await alternate(rounds, {
    ours: async (round) => {
      await store(emails, `round-${round}`);
      const startedAt = performance.now();
      await push.run();
      const value = perSecond(startedAt);
      const open = await db.outbox.filter(({ state }) => state !== 'done').count();
      if (open > 0) throw new Error(`${open} e-mails were not sent.`);
      return value;
    },
    bare: async () => {
      const fresh = pairs.map(withFreshKey);
      const startedAt = performance.now();
      await inLanes(fresh, async ({ requests }) => {
        for (const request of requests) await sendBare(request);
      });
      return perSecond(startedAt);
    },
    client: async () => {
      const fresh = pairs.map(withFreshKey);
      const startedAt = performance.now();
      await inLanes(fresh, async ({ extId, requests }) => {
        await crm.findEmails(extId, signal);
        const { subject, body } = JSON.parse(requests[1]?.body ?? '{}');
        await crm.createEmail(
          {
            extId,
            subject,
            body,
            from: 'omar.haddad@example.com',
            to: ['nora.lind@example.org'],
            customFields: {},
            direction: 'incoming',
            sentAt: 1_790_000_000_000,
            accountId: 1,
            contactId: 1,
            attachments: [],
          },
          signal,
        );
      });
      return perSecond(startedAt);
    },
  });
  await db.delete();
  return { ...samples, requestsPerEmail: sent.length / emails };
}

function withFreshKey({ extId, requests }: { extId: string; requests: Sent[] }) {
  const fresh = `tandem:${crypto.randomUUID()}`.padEnd(extId.length, '0');
  const replace = (text: string) =>
    text.replaceAll(extId, fresh).replaceAll(encodeURIComponent(extId), encodeURIComponent(fresh));
  return {
    extId: fresh,
    requests: requests.map((one) => ({ ...one, url: replace(one.url), body: one.body && replace(one.body) })),
  };
}

async function toSent(request: Request): Promise<Sent> {
  const { url, method } = request;
  const body = method === 'GET' ? undefined : await request.text();
  return { url, method, headers: [...request.headers], body };
}

/** As little as a client can do: send, read the answer, look at its status. */
async function sendBare({ url, method, headers, body }: Sent): Promise<void> {
  const response = await fetch(url, {
    method,
    headers,
    credentials: 'omit',
    cache: 'no-store',
    ...(body === undefined ? {} : { body }),
  });
  await response.json();
  if (!response.ok) throw new Error(`The CRM answered ${response.status}.`);
}

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const one of waiting) await work(one);
    }),
  );
}
