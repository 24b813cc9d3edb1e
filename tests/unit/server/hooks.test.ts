import { beforeAll, describe, expect, it } from 'vitest';
import { parseHookUrl } from '../../../server/hooks/hook-url.ts';
import { isPublicAddress } from '../../../server/hooks/network-address.ts';
import { connect, startTestServer, type TestClient } from './support.ts';

const fakeHook = (overrides: Record<string, unknown> = {}) => ({
  name: 'calendar updates',
  action: 'update',
  entity: 'calendar',
  url: 'https://hooks.example.com/x',
  ...overrides,
});

describe('hooks', () => {
  let client: TestClient;
  beforeAll(async () => {
    client = await connect(await startTestServer({}, 'file'));
  });

  it('are made, read, changed and deleted; writes answer the whole hook', async () => {
    const made = await client.call('POST', '/hooks', fakeHook());
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      id: expect.any(Number),
      name: 'calendar updates',
      action: 'update',
      entity: 'calendar',
      url: 'https://hooks.example.com/x',
      version: 4,
      secret_key: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      deleted: false,
      user_created: 1,
      user_updated: null,
      user_deleted: null,
      date_created: expect.stringMatching(/Z$/),
      date_updated: null,
      date_deleted: null,
    });
    const { properties } = (await client.get('/hooks/schema')).body;
    expect(Object.keys(made.body)).toEqual(Object.keys(properties));
    const path = `/hooks/${made.body.id}`;
    expect((await client.get(path)).body).toEqual(made.body);

    const changed = await client.call('PUT', path, { name: 'renamed' });
    expect(changed.body).toEqual({
      ...made.body,
      name: 'renamed',
      user_updated: 1,
      date_updated: expect.stringMatching(/Z$/),
    });

    expect((await client.call('DELETE', path)).body).toEqual({ Message: 'entity deleted' });
    expect((await client.get(path)).body).toMatchObject({ name: 'renamed', deleted: true, user_deleted: 1 });
    for (const method of ['PUT', 'DELETE']) {
      const again = await client.call(method, path, { name: 'x' });
      expect(again).toMatchObject({ status: 400, body: { code: -1, error: 'not exist' } });
    }
  });

  it('get a secret of their own, whatever the client sends', async () => {
    const first = await client.call('POST', '/hooks', fakeHook({ secret_key: 'mine', user_created: 9, deleted: true }));
    const second = await client.call('POST', '/hooks', fakeHook());
    expect(first.body).toMatchObject({ user_created: 1, deleted: false });
    expect(new Set(['mine', first.body.secret_key, second.body.secret_key]).size).toBe(3);
    const changed = await client.call('PUT', `/hooks/${first.body.id}`, { secret_key: 'mine' });
    expect(changed.body.secret_key).toBe(first.body.secret_key);
  });

  it('are listed by pages, whose size is a query parameter', async () => {
    for (const name of ['one', 'two', 'three']) await client.call('POST', '/hooks', fakeHook({ name }));
    const all = (await client.get('/hooks')).body;
    expect(all.length).toBeGreaterThan(3);
    expect((await client.get('/hooks?Count=2')).body).toEqual(all.slice(0, 2));
    expect((await client.get('/hooks?count=2&page=1')).body).toEqual(all.slice(2, 4));
    expect((await client.get('/hooks', { Count: '1' })).body).toEqual(all.slice(0, 1));
    expect((await client.get(`/hooks?page=${all.length}`)).body).toEqual([]);
    expect((await client.where('hooks', "name='two' AND entity='calendar'")).body).toHaveLength(1);
    expect((await client.get('/hooks?Count=x')).status).toBe(400);
  });

  it.each([
    [{ name: undefined }, 'name is required'],
    [{ action: undefined }, 'action is required'],
    [{ entity: undefined }, 'entity is required'],
    [{ url: undefined }, 'url is required'],
    [{ action: 'upsert' }, 'action must be one of insert, update, delete'],
    [{ action: ['insert'] }, 'action must be a text'],
    [{ entity: 'email' }, 'entity must be one of account, contact, opportunity, activity, calendar, salesorder'],
    [{ entity: 'call' }, 'entity must be one of account, contact, opportunity, activity, calendar, salesorder'],
    [{ version: 3 }, 'version must be from 4 to 4'],
    [{ url: `https://hooks.example.com/${'x'.repeat(2_000)}` }, 'url is longer than 2000 characters'],
    [{ url: 'http://hooks.example.com' }, 'url must begin with https://'],
    [{ url: 'https://10.0.0.1/' }, 'url must not lead into a private network'],
  ])('are refused with %o, on create and on update', async (wrong, error) => {
    expect((await client.call('POST', '/hooks', fakeHook(wrong))).body).toEqual({ code: -1, error });
    const { id } = (await client.call('POST', '/hooks', fakeHook())).body;
    const [name, value] = Object.entries(wrong)[0] ?? [];
    if (value === undefined) return;
    const answer = await client.call('PUT', `/hooks/${id}`, { [name as string]: value });
    expect(answer).toMatchObject({ status: 400, body: { code: -1, error } });
    await client.call('DELETE', `/hooks/${id}`);
  });

  it('refuse unknown fields, ids and places below them', async () => {
    expect((await client.call('POST', '/hooks', fakeHook({ events: [] }))).body.code).toBe(901);
    for (const id of ['999999', 'abc', '-1', '1e3']) {
      expect((await client.get(`/hooks/${id}`)).body).toEqual({ code: -1, error: 'not exist' });
    }
    expect((await client.get('/hooks/1/documents')).status).toBe(400);
    expect((await client.call('PATCH', '/hooks/1', {})).status).toBe(400);
  });

  it('are a resource among the others', async () => {
    expect((await client.get('/resources')).body).toContainEqual({
      description: 'Webhooks',
      end_point: '/v4/hooks',
      operations: { create: true, read: true, update: true, delete: true },
      schema: '/v4/hooks/schema',
    });
  });

  it('of one rep are hidden from the others, and shown to the administrator', async () => {
    const server = await startTestServer();
    const [nora, mateo, ines] = (await Promise.all([0, 1, 2].map((user) => connect(server, user)))) as [
      TestClient,
      TestClient,
      TestClient,
    ];
    const { id } = (await mateo.call('POST', '/hooks', fakeHook())).body;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? { url: 'https://elsewhere.example.com' } : undefined;
      const answer = await ines.call(method, `/hooks/${id}`, body);
      expect(answer).toMatchObject({ status: 400, body: { error: 'not exist' } });
    }
    expect((await ines.get('/hooks')).body).toEqual([]);
    expect((await ines.where('hooks', `id=${id}`)).body).toEqual([]);
    expect((await nora.get('/hooks')).body).toMatchObject([{ id, deleted: false, url: fakeHook().url }]);
    expect((await mateo.get('/hooks')).body).toHaveLength(1);
    expect((await nora.call('DELETE', `/hooks/${id}`)).status).toBe(200);
  });

  it('are limited in number', async () => {
    const alone = await connect(await startTestServer());
    for (let count = 0; count < 100; count += 1) await alone.call('POST', '/hooks', fakeHook());
    const oneMore = await alone.call('POST', '/hooks', fakeHook());
    expect(oneMore).toMatchObject({ status: 400, body: { error: 'there are 100 hooks already' } });
    await alone.call('DELETE', '/hooks/7');
    expect((await alone.call('POST', '/hooks', fakeHook())).status).toBe(200);
  });
});

describe('the url of a hook', () => {
  it.each([
    ['https://hooks.example.com/x?y=1'],
    ['https://hooks.example.com:8443'],
    ['https://93.184.215.14/'],
    ['https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/'],
  ])('may be %s', (url) => {
    expect(parseHookUrl(url, false).url.href).toBe(new URL(url).href);
  });

  it.each([
    ['', 'not an address'],
    ['hooks.example.com', 'not an address'],
    ['https://', 'not an address'],
    ['ftp://hooks.example.com', 'https://'],
    ['javascript:alert(1)', 'https://'],
    ['file:///etc/passwd', 'https://'],
    ['http://hooks.example.com', 'https://'],
    ['http://127.0.0.1:8000', 'https://'],
    ['https://user@hooks.example.com', 'user name'],
    ['https://:secret@hooks.example.com', 'user name'],
    ['https://localhost/', 'private'],
    ['https://127.0.0.1/', 'private'],
    ['https://127.1/', 'private'],
    ['https://2130706433/', 'private'],
    ['https://0x7f.0.0.1/', 'private'],
    ['https://0.0.0.0/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://172.31.255.255/', 'private'],
    ['https://169.254.169.254/latest/meta-data', 'private'],
    ['https://100.100.100.200/', 'private'],
    ['https://[::1]/', 'private'],
    ['https://[::]/', 'private'],
    ['https://[::ffff:127.0.0.1]/', 'private'],
    ['https://[fe80::1]/', 'private'],
    ['https://[fd00::1]/', 'private'],
    ['https://[64:ff9b::7f00:1]/', 'private'],
    ['https://[2002:7f00:1::]/', 'private'],
  ])('may not be %s', (url, reason) => {
    expect(() => parseHookUrl(url, false)).toThrow(reason);
  });

  it.each([
    ['https://192.168.1.1/', '192.168.1.1'],
    ['https://localhost:8443/', '127.0.0.1'],
    ['http://127.0.0.1:8000/', '127.0.0.1'],
    ['http://localhost:8000/', '::1'],
    ['http://[::1]:8000/', '::1'],
  ])('may be %s where the operator allows private networks', (url, address) => {
    expect(parseHookUrl(url, true).allows(address)).toBe(true);
  });

  it('is plain http to this machine alone, even then', () => {
    for (const url of ['http://192.168.1.1/', 'http://hooks.example.com/', 'http://0.0.0.0/']) {
      expect(() => parseHookUrl(url, true)).toThrow('https://');
    }
    expect(parseHookUrl('http://localhost/', true).allows('192.168.1.1')).toBe(false);
  });
});

describe('a network address', () => {
  it.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450:4001::8'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '10.1.2.3',
    '127.9.9.9',
    '169.254.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::ffff:8.8.8.8',
    'fe80::1%eth0',
    'x',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
