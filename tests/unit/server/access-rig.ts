import type { RunningServer } from '../../../server/start-server.ts';
import { createKeys } from '../../../server/store/keys.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import { createRecords } from '../../../server/store/records.ts';
import type { Row } from '../../../server/store/tables.ts';
import { type Life, onEnd } from './endings.ts';
import { fakeAccount, fakeContact, fakeEmail, request, startTestServer, type TestClient } from './support.ts';
import { placeOf } from './test-database.ts';

/** For hooks that add several people: each has a key, whose digest takes its time on purpose. */
export const PEOPLE_MS = 60_000;

export interface Person {
  id: number;
  publicKey: string;
  client: TestClient;
  /** A page of the CRM, signed in. */
  page(path: string): Promise<Response>;
}

/** A client of the API with a key of its own. */
export async function signIn(
  server: Pick<RunningServer, 'apiUrl'>,
  pair: { publicKey: string; privateKey: string },
): Promise<TestClient> {
  const body = JSON.stringify({ username: pair.publicKey, password: pair.privateKey });
  const { token } = (await request(`${server.apiUrl}/login`, { method: 'POST', body })).body;
  const call: TestClient['call'] = (method, path, sent, headers = {}) =>
    request(`${server.apiUrl}${path}`, {
      method,
      headers: { 'X-Session-Key': token, 'Content-Type': 'application/json', ...headers },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    });
  return {
    token,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    where: (resource, where) => call('GET', `/${resource}?where=${encodeURIComponent(where)}`),
  };
}

/** A server with the sample, and its database beside it, as the terminal has it. */
export async function openRig(options: Parameters<typeof startTestServer>[0] = {}, life: Life = 'test') {
  const server = await startTestServer(options, life);
  const db = await openDatabase(placeOf(server.dataDir));
  onEnd(life, () => db.destroy());
  const records = createRecords(db, Date.now);
  const keys = createKeys(db);

  async function addPerson(name: string, values: Row = {}): Promise<Person> {
    const row = { name, lastName: '', email: `${name}@northside.example`, isActive: 1, level: 3, ...values };
    const { id } = await records.insert('users', row, null);
    const pair = await keys.addKey(id);
    const cookie = (await fetch(server.createSignInLink({ userId: id }), { redirect: 'manual' })).headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .filter((line) => !line?.endsWith('='))
      .join('; ');
    return {
      id,
      publicKey: pair.publicKey,
      client: await signIn(server, pair),
      page: (path) => fetch(server.url + path, { headers: { cookie }, redirect: 'manual' }),
    };
  }

  return { server, db, records, keys, addPerson };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;

/** A company with one record of each kind, made by its owner through the API. */
export async function addCompany({ id: userId, client }: Person, values: Record<string, unknown> = {}) {
  const make = async (path: string, body: object) => Number((await client.call('POST', path, body)).body.id);
  const accounts = await make(
    '/accounts',
    fakeAccount({ name: 'Hidden Works', salesRepId1: userId, phone: '+49 555 0199', ...values }),
  );
  const mine = { accountId: accounts, salesRepId: userId };
  const contacts = await make('/contacts', fakeContact({ ...mine, lastName: 'Hidden' }));
  const opportunities = await make('/opportunities', {
    reference: 'Hidden deal',
    accountId1: accounts,
    branchId: 1,
    salesRepId: userId,
    salesProbability: 10,
  });
  const salesOrders = await make('/salesOrders', mine);
  const activities = await make('/activities', { ...mine, typeId: 1, date: '2026-05-01 08:00:00', comment: 'hidden' });
  const calendar = await make('/calendar', {
    ...mine,
    subject: 'Hidden visit',
    typeId: 3,
    startDate: '26/05/04',
    endDate: '26/05/04',
    allDay: true,
  });
  const calls = await make('/calls', { ...mine, phone: '+49 555 0199', type: 1 });
  const accountAddresses = await make('/accountAddresses', { accountId: accounts, city: 'Hidden' });
  const { body: mail } = await client.call(
    'POST',
    '/emails',
    fakeEmail({
      ...mine,
      contactId: contacts,
      extId: `mail:${accounts}`,
      subject: 'Hidden offer',
      attachments: [{ name: 'hidden.txt' }],
    }),
  );
  await fetch(mail.attachments[0].locator, { method: 'PUT', body: 'hidden' });
  const { body: document } = await client.call('POST', `/accounts/${accounts}/documents`, {
    name: 'hidden.pdf',
    level: 2,
  });
  await fetch(document.locator, { method: 'PUT', body: 'hidden' });
  const folders = await make(`/accounts/${accounts}/documents/folders`, { name: 'Hidden folder' });
  return {
    ids: {
      accounts,
      contacts,
      opportunities,
      salesOrders,
      activities,
      calendar,
      calls,
      accountAddresses,
      emails: Number(mail.id),
      documents: Number(document.id),
      'documents/folders': folders,
    },
    attachment: Number(mail.attachments[0].id),
  };
}
