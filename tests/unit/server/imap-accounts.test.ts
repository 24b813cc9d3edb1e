import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../server/store/open-database.ts';
import { untilState } from './imap-rig.ts';
import { connect, startTestServer, type TestClient } from './support.ts';
import { createTestDatabase, placeOf } from './test-database.ts';

const PASSWORD = 'correct horse battery';
/** Nobody answers at this port, and no name leads anywhere. */
const mailbox = (overrides: Record<string, unknown> = {}) => ({
  address: 'nora@mail.example',
  password: PASSWORD,
  server: '127.0.0.1',
  port: 1,
  ...overrides,
});

let nora: TestClient;
let mateo: TestClient;
let ines: TestClient;
let dataDir: string;

beforeAll(async () => {
  const server = await startTestServer({ imap: { allowPrivate: true } }, 'file');
  ({ dataDir } = server);
  [nora, mateo, ines] = await Promise.all([connect(server, 0), connect(server, 1), connect(server, 2)]);
});

describe('a mailbox', () => {
  it('is set up, shown without its password, changed, stopped, started and deleted', async () => {
    const made = await mateo.call('POST', '/tandem/imap', mailbox({ address: 'Mateo@Mail.example', backfillDays: 7 }));
    expect(made.status).toBe(200);
    expect(made.body.Message).toBe('The modification has been successfully completed.');
    const { id } = made.body.account;
    expect(made.body.account).toMatchObject({
      address: 'mateo@mail.example',
      userName: 'mateo@mail.example',
      tls: 'implicit',
      backfillDays: 7,
      isOn: true,
    });

    const changed = await mateo.call('PUT', `/tandem/imap/${id}`, {
      neverLog: ['*@private.example'],
      backfillDays: 14,
    });
    expect(changed.body.account).toMatchObject({ neverLog: ['*@private.example'], backfillDays: 14, ownDomains: [] });
    const stopped = await mateo.call('POST', `/tandem/imap/${id}/stop`);
    expect(stopped.body.account).toMatchObject({ isOn: false, state: 'off', problem: null });
    expect((await mateo.call('POST', `/tandem/imap/${id}/start`)).body.account.isOn).toBe(true);

    const listed = await mateo.get('/tandem/imap');
    expect(JSON.stringify([made.body, changed.body, listed.body])).not.toContain('battery');
    expect((await mateo.call('DELETE', `/tandem/imap/${id}`)).status).toBe(200);
    expect((await mateo.get(`/tandem/imap/${id}`)).body.error).toBe('not exist');
  });

  it('is read by nobody but its user, those above and administrators', async () => {
    const { body } = await ines.call('POST', '/tandem/imap', mailbox({ address: 'ines@mail.example' }));
    const path = `/tandem/imap/${body.account.id}`;
    expect((await nora.get(path)).body.address).toBe('ines@mail.example');
    expect((await mateo.get(path)).status).toBe(400);
    for (const [method, further] of [
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/start'],
      ['POST', '/stop'],
      ['POST', '/test'],
    ]) {
      const answer = await mateo.call(method ?? '', `${path}${further}`, { backfillDays: 1 });
      expect(answer.body.error, `${method}${further}`).toBe('not exist');
    }
    expect((await mateo.get('/tandem/imap')).body.accounts).toEqual([]);
  });

  it('is set up once', async () => {
    await nora.call('POST', '/tandem/imap', mailbox({ address: 'twice@mail.example' }));
    const again = await nora.call('POST', '/tandem/imap', mailbox({ address: 'twice@mail.example' }));
    expect(again.body.error).toBe('address: this mailbox is set up already');
  });

  it('gives its password to no other server, not even to who may change it', async () => {
    const { body } = await ines.call('POST', '/tandem/imap', mailbox({ address: 'kept@mail.example' }));
    for (const change of [{ server: 'evil.example' }, { port: 2 }, { tls: 'starttls' }, { userName: 'x' }]) {
      const answer = await nora.call('PUT', `/tandem/imap/${body.account.id}`, change);
      expect(answer.body.error, JSON.stringify(change)).toMatch(/^password: is needed again/);
    }
    const whole = { server: 'mail.invalid', password: 'new' };
    expect((await ines.call('PUT', `/tandem/imap/${body.account.id}`, whole)).status).toBe(200);
  });

  it('comes in pages', async () => {
    const all = (await nora.get('/tandem/imap')).body.accounts.map(({ id }: { id: number }) => id);
    const { accounts, next } = (await nora.get('/tandem/imap?count=1')).body;
    expect(accounts.map(({ id }: { id: number }) => id)).toEqual(all.slice(0, 1));
    const rest = (await nora.get(`/tandem/imap?after=${next}`)).body;
    expect(rest.accounts.map(({ id }: { id: number }) => id)).toEqual(all.slice(1));
    expect(rest.next).toBeNull();
    expect((await nora.get('/tandem/imap?count=0')).status).toBe(400);
  });

  it.each([
    [{ protocol: 'pop3' }, 'POP3 is not possible: it takes messages away'],
    [{ port: 995 }, 'POP3 is not possible'],
    [{ port: 110 }, 'POP3 is not possible'],
    [{ sync: 'calendar' }, 'Calendars are not possible over IMAP'],
    [{ sync: 'both' }, 'Calendars are not possible over IMAP'],
    [{ protocol: 'gopher' }, 'protocol: must be imap'],
    [{ address: 'nobody' }, 'address: not an e-mail address'],
    [{ server: 'mail server' }, 'server: must be a host name'],
    [{ password: 'a\r\nb LOGOUT' }, 'password: must be one line'],
    [{ password: undefined }, 'password: '],
    [{ port: 70_000 }, 'port: '],
    [{ backfillDays: -1 }, 'backfillDays: '],
    [{ secret: 'x' }, 'a field is not known'],
  ])('is refused with the reason: %j', async (wrong, reason) => {
    for (const path of ['/tandem/imap', '/tandem/imap/test']) {
      if (path.endsWith('test') && 'backfillDays' in wrong) continue;
      const answer = await nora.call('POST', path, mailbox(wrong));
      expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining(reason)]);
    }
  });
});

describe('the password of a mailbox', () => {
  it('is in the database only encrypted, with a key that is not', async () => {
    await nora.call('POST', '/tandem/imap', mailbox({ address: 'secret@mail.example' }));
    const db = await openDatabase(placeOf(dataDir));
    const rows = await db.selectFrom('imapAccounts').selectAll().execute();
    await db.destroy();
    const key = await readFile(join(dataDir, 'secret.key'));
    expect(key).toHaveLength(32);
    for (const form of [PASSWORD, Buffer.from(PASSWORD).toString('base64'), key.toString('base64url')]) {
      expect(JSON.stringify(rows)).not.toContain(form);
    }
  });

  it('that cannot be read with the key there is makes a clear state, and is entered again', async () => {
    const place = await createTestDatabase(true);
    const first = await startTestServer({ ...place, imap: { allowPrivate: true } });
    const before = await connect(first);
    const { body } = await before.call('POST', '/tandem/imap', mailbox());
    await untilState(before, body.account.id, 'retrying');
    await first.close();
    await writeFile(join(place.dataDir, 'secret.key'), Buffer.alloc(32, 7));

    const client = await connect(await startTestServer({ ...place, imap: { allowPrivate: true } }));
    const path = `/tandem/imap/${body.account.id}`;
    await client.call('POST', `${path}/start`);
    await untilState(client, body.account.id, 'stopped');
    const { problem, advice } = (await client.get(path)).body;
    expect([problem, advice]).toEqual(['secret-key', expect.stringContaining('Enter the password again')]);
    expect((await client.call('POST', `${path}/test`)).status).toBe(400);
    await client.call('PUT', path, { password: PASSWORD });
    await untilState(client, body.account.id, 'retrying');
    expect((await client.get(path)).body.problem).toBe('network');
  });

  it('is encrypted with the key of the environment, which must be one', async () => {
    const place = await createTestDatabase(true);
    const secretKey = Buffer.alloc(32, 5).toString('base64');
    const client = await connect(await startTestServer({ ...place, imap: { secretKey } }));
    expect((await client.call('POST', '/tandem/imap', mailbox())).status).toBe(200);
    await expect(readFile(join(place.dataDir, 'secret.key'))).rejects.toThrow('ENOENT');
    await expect(startTestServer({ imap: { secretKey: 'too short' } })).rejects.toThrow(
      'TANDEM_SECRET_KEY must hold 32',
    );
  });
});

it('stays away from private networks unless the operator allows them', async () => {
  const client = await connect(await startTestServer());
  const tested = await client.call('POST', '/tandem/imap/test', mailbox());
  expect(tested.body.steps[0]).toMatchObject({ result: 'failed', advice: expect.stringContaining('--private-imap') });
  const { body } = await client.call('POST', '/tandem/imap', mailbox());
  await untilState(client, body.account.id, 'stopped');
  expect((await client.get(`/tandem/imap/${body.account.id}`)).body.problem).toBe('private-network');
});
