import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import type { BeforeRespond, Fault } from '../../server/http/faults.ts';
import type { ServerOptions } from '../../server/start-server.ts';
import { defaultChoices, type V4Choices } from '../../server/v4/choices.ts';
import { toNewEmail } from '../../utils/crm/to-new-email.ts';
import { createQueueDatabase, type QueueDatabase } from '../../utils/queue/database.ts';
import { createSealer } from '../../utils/queue/seal.ts';
import { readSummary } from '../../utils/queue/summary.ts';
import { createIntake } from '../../utils/sync/intake.ts';
import { createPush } from '../../utils/sync/push.ts';
import { startTestServer } from '../unit/server/support.ts';
import { fakeSpec, handOver } from '../unit/sync/support/build-intake.ts';
import {
  createMail,
  createReader,
  decider,
  directory,
  type MailSpec,
  toReference,
} from '../unit/sync/support/model-mail.ts';
import { createClient, lookInto } from './sage-tenant.ts';

const silent = { error() {}, info() {}, debug() {} };
const CUT = 'the rest is in a document';
const texts = {
  noSubject: 'none',
  noText: 'none',
  cut: CUT,
  addresses: (field: string, addresses: string) => `${field}: ${addresses}`,
  protection: {},
  leftOut: (name: string, why: string) => `${name}: ${why}`,
};

const breathe = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const databases: QueueDatabase[] = [];
afterEach(() => {
  for (const db of databases.splice(0)) db.close();
});

/** A server, and what it does with the requests that come next. */
async function startCrm(choices: Partial<V4Choices> = {}, options: Partial<ServerOptions> = {}) {
  const weather: { fault: BeforeRespond } = { fault: () => 'ok' };
  const server = await startTestServer({
    choices: { ...defaultChoices, ...choices },
    beforeRespond: (request) => weather.fault(request),
    ...options,
  });
  /** The next requests of this kind meet these faults, one after the other. */
  const expectFaults = (isMeant: (method: string, path: string) => boolean, faults: Fault[]) => {
    const left = [...faults];
    weather.fault = ({ method, path }) => (isMeant(method, path) ? (left.shift() ?? 'ok') : 'ok');
    return left;
  };
  return { server, expectFaults, outside: lookInto(server) };
}

/** A rep's browser: the real queue, push and client, with messages that wait. Time passes when it would have to wait. */
async function openBrowser(
  server: Awaited<ReturnType<typeof startCrm>>['server'],
  specs: Partial<MailSpec>[],
  user = 0,
) {
  const mails = specs.map((spec, i) => createMail(fakeSpec(spec), i));
  const db = createQueueDatabase({ indexedDB: new FakeFactory(), IDBKeyRange: FakeKeyRange });
  databases.push(db);
  const sealer = createSealer(db);
  let skippedMs = 0;
  const now = () => Date.now() + skippedMs;
  const crm = createClient(server, user);
  const shared = { db, sealer, readMessage: createReader(mails), now, random: () => 0.5, log: silent };
  const intake = createIntake({ ...shared, directory, decider, mayCapture: () => true, onStored() {} });
  const push = createPush({
    ...shared,
    connect: async (signal) => ({ crm, capabilities: await crm.capabilities(signal), attachmentLimitBytes: 200 }),
    runAlone: async (_name, work) => {
      await work();
      return true;
    },
    toNewEmail: ({ involved: { accountId }, ...source }) => toNewEmail({ ...source, involved: { accountId }, texts }),
    newId: () => crypto.randomUUID(),
    isOn: () => true,
    isOnline: () => true,
  });
  for (const mail of mails) {
    for (const order of await intake.notice([toReference(mail)])) await handOver(intake, order.orderId, mail);
  }

  /** Runs until nothing waits any more. The server's clock is the real one; `breathMs` of it pass between runs. */
  async function settle(breathMs = 0): Promise<void> {
    for (let round = 0; round < 40; round++) {
      await push.run();
      const next = await push.nextWakeAt();
      if (next === null) return;
      skippedMs += Math.max(0, next - now());
      await breathe(breathMs);
    }
    throw new Error('the push does not come to rest');
  }
  return { db, mails, push, settle };
}

const isCreate = (method: string, path: string) => method === 'POST' && path.endsWith('/emails');
const isUpload = (method: string, path: string) => method === 'PUT' && path.startsWith('/uploads/');
const isDocument = (method: string, path: string) => method === 'POST' && path.endsWith('/documents');
const isLook = (method: string, path: string) => method === 'GET' && path.endsWith('/emails');

const tenants: [string, Partial<V4Choices>][] = [
  ['the server as it is', {}],
  ['bare v4', { idempotentCreate: false, customEmailFields: false, emailUploads: false, messageKey: 'message' }],
];

describe.each(tenants)('push to %s', (_tenant, choices) => {
  it.each<[string, typeof isCreate, Fault[]]>([
    ['creates whose answers are lost', isCreate, ['drop-after-commit', 'drop-after-commit']],
    ['creates that never arrive', isCreate, ['drop-before', 'drop-before']],
    ['an answer cut in the middle', isCreate, [{ truncate: 9 }]],
    ['a fault of the server', isCreate, [{ status: 500 }, { status: 502, body: '<html>' }]],
    ['an answer that is another page', isCreate, [{ status: 200, body: '<html>sign in</html>' }]],
    ['too many requests', isCreate, [{ status: 429, headers: { 'Retry-After': '7' } }, { status: 429 }]],
    ['a session that ended', isCreate, [{ status: 401, body: { code: -1, error: 'expired' } }]],
    ['a slow server', isCreate, [{ delayMs: 300 }, { delayMs: 300 }]],
    ['looks that fail', isLook, [{ status: 500 }, 'drop-before', { truncate: 1 }, { status: 503 }]],
    ['uploads that are cut off', isUpload, ['drop-before', 'drop-after-commit', { status: 500 }]],
    ['documents whose answers are cut', isDocument, [{ status: 500 }, { status: 429 }]],
  ])('logs each mail once and whole through %s', async (_name, isMeant, faults) => {
    const { server, expectFaults, outside } = await startCrm(choices);
    const { db, mails, settle } = await openBrowser(server, [
      { files: ['small', 'inline', 'small'] },
      { companies: [1, 2], thread: 1 },
      { thread: 2, direction: 'outgoing' },
    ]);
    const left = expectFaults(isMeant, faults);
    await settle();
    const reached = isMeant !== isDocument || choices.emailUploads === false;
    expect(left).toHaveLength(reached ? 0 : faults.length);

    const emails = await outside.emails();
    const wanted = [
      [mails[0]?.message.subject, 1],
      [mails[1]?.message.subject, 1],
      [mails[1]?.message.subject, 2],
      [mails[2]?.message.subject, 1],
    ];
    expect(emails.map(({ subject, accountId }) => [subject, accountId]).sort()).toEqual(wanted.sort());
    const files = [...(await outside.attachments()), ...(await outside.documents(1))];
    for (const index of [0, 2]) {
      const kept = files.filter(({ name }) => name === mails[0]?.message.attachments[index]?.name);
      expect(kept.map(({ bytes }) => bytes)).toEqual([mails[0]?.bytes[index]]);
    }
    const rows = await db.outbox.toArray();
    expect(rows.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
    expect(rows.map(({ crmId }) => crmId).sort()).toEqual(emails.map(({ id }) => id).sort());
    expect(await db.parts.count()).toBe(0);
  });

  it('cuts a text over the limit, and keeps the whole message as a document of the company', async () => {
    const { server, outside } = await startCrm(choices);
    const { mails, settle } = await openBrowser(server, [{ isLong: true }]);
    await settle();
    const [email] = await outside.emails();
    expect(email?.body.length).toBeGreaterThan(3_900);
    expect(email?.body.length).toBeLessThanOrEqual(4_000);
    expect(email?.body).toContain(CUT);
    const [file] = await outside.documents(1);
    expect(file).toMatchObject({ name: `${mails[0]?.message.subject}.eml`, bytes: mails[0]?.source });
  });

  it('lets two reps with the same message meet in one e-mail', async () => {
    const { server, outside } = await startCrm(choices);
    const mail = { files: ['small' as const] };
    const [first, second] = [await openBrowser(server, [mail], 0), await openBrowser(server, [mail], 1)];
    await first.settle();
    await second.settle();
    const emails = await outside.emails();
    expect(emails).toHaveLength(1);
    expect([...(await outside.attachments()), ...(await outside.documents(1))]).toHaveLength(1);
    for (const { db } of [first, second]) {
      expect(await db.outbox.toArray()).toMatchObject([{ state: 'done', crmId: emails[0]?.id }]);
    }
  });
});

it('signs in anew when every session ends in between', async () => {
  const { server, expectFaults, outside } = await startCrm();
  const { settle } = await openBrowser(server, [{}, { thread: 1 }, { thread: 2 }]);
  expectFaults(isCreate, ['ok']);
  await settle();
  server.expireSessions();
  const later = await openBrowser(server, [{ companies: [2] }]);
  await later.settle();
  expect(await outside.emails()).toHaveLength(4);
});

it.each([429, 503, 400] as const)('comes through a rate limit that answers with %s', async (rateLimitStatus) => {
  const choices = { rateLimitStatus, rateLimitRetryAfter: rateLimitStatus === 429 };
  const { server, outside } = await startCrm(choices, { requestsPerSecond: 13 });
  const { db, push, settle } = await openBrowser(
    server,
    Array.from({ length: 8 }, (_, thread) => ({ thread })),
  );
  await settle(300);
  // A refusal by 400 cannot be told from any other: the entry is set aside with the server's words, and tried again by hand.
  for (let again = 0; again < 20 && (await readSummary(db)).parked > 0; again++) {
    await breathe(300);
    await push.retry();
    await settle(300);
  }
  expect(await readSummary(db)).toMatchObject({ waiting: 0, parked: 0 });
  expect(await outside.emails()).toHaveLength(8);
});
