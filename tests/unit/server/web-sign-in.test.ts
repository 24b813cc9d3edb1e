import { describe, expect, it } from 'vitest';
import { openRig } from './access-rig.ts';
import { openBrowserClient, signInBrowser } from './browser-client.ts';
import { startTestServer } from './support.ts';
import { createTestDatabase } from './test-database.ts';

const HOUR_MS = 3_600_000;

/** What the pages say to a browser: 200 when it is signed in, 303 to the form when not. */
const statusOf = async (client: { get(path: string): Promise<Response> }) => (await client.get('/companies')).status;

describe('being signed in to the pages', () => {
  it('holds in every process on the database, also for links and for signing out', async () => {
    const place = await createTestDatabase(true);
    const [one, other] = [await startTestServer({ ...place }), await startTestServer({ ...place })];
    const client = await signInBrowser(one);
    const elsewhere = openBrowserClient(other);
    for (const [name, value] of client.cookies) elsewhere.cookies.set(name, value);
    expect(await statusOf(elsewhere)).toBe(200);

    const link = one.createSignInLink({ userId: 2 }).replace(one.url, other.url);
    expect((await openBrowserClient(other).get(link)).status).toBe(303);
    expect((await openBrowserClient(one).get(link.replace(other.url, one.url))).status).toBe(401);

    await elsewhere.post('/sign-out', { formToken: await elsewhere.formToken('/companies') });
    expect(await statusOf(client)).toBe(303);
  });

  it('outlives a restart', async () => {
    const first = await startTestServer();
    const client = await signInBrowser(first);
    await first.close();
    const second = await startTestServer({ dataDir: first.dataDir });
    const again = openBrowserClient(second);
    for (const [name, value] of client.cookies) again.cookies.set(name, value);
    expect(await statusOf(again)).toBe(200);
  });

  it('is kept as digests, in a cookie that scripts and other sites do not get and nobody can make', async () => {
    const { server, db } = await openRig({ publicUrl: 'https://crm.example.com' });
    const { pathname } = new URL(server.createSignInLink());
    const response = await fetch(server.url + pathname, { redirect: 'manual' });
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('tandem_crm=')) ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Secure/i);
    const value = cookie.split(/[=;]/)[1] ?? '';
    const rows = JSON.stringify(await db.selectFrom('webSessions').selectAll().execute());
    expect(rows).not.toContain(value);

    const open = async (changed: string) =>
      (await fetch(`${server.url}/companies`, { headers: { cookie: `tandem_crm=${changed}` }, redirect: 'manual' }))
        .status;
    expect(await open(value)).toBe(200);
    for (const forged of [
      value.replace(/\*(..)/, '*__'),
      value.slice(0, -4),
      value.replace(/.{6}$/, 'AAAAAA'),
      'x',
      '',
    ]) {
      expect(await open(forged)).toBe(303);
    }
  });

  it('changes its token every hour, and lets requests that were under way arrive', async () => {
    let at = 1_800_000_000_000;
    const server = await startTestServer({ now: () => at });
    const client = await signInBrowser(server);
    const old = client.cookies.get('tandem_crm') ?? '';
    at += HOUR_MS;
    expect(await statusOf(client)).toBe(200);
    expect(client.cookies.get('tandem_crm')).not.toBe(old);

    const late = openBrowserClient(server);
    late.cookies.set('tandem_crm', old);
    at += 10 * 60_000;
    expect(await statusOf(late), 'the new one may not have arrived').toBe(200);
    expect(await statusOf(client)).toBe(200);
    at += 30_000;
    expect(await statusOf(late), 'a request that was under way').toBe(200);
  });

  it('ends for both when a token comes that was changed long ago: one of the two has copied it', async () => {
    let at = 1_800_000_000_000;
    const server = await startTestServer({ now: () => at });
    const client = await signInBrowser(server);
    const thief = openBrowserClient(server);
    for (const [name, value] of client.cookies) thief.cookies.set(name, value);
    at += HOUR_MS;
    expect([await statusOf(client), await statusOf(client)]).toEqual([200, 200]);
    at += 60_000;
    expect([await statusOf(thief), await statusOf(client)]).toEqual([303, 303]);
  });

  it('ends everywhere at once, for this user alone', async () => {
    const server = await startTestServer();
    const [one, two, colleague] = [
      await signInBrowser(server, 1),
      await signInBrowser(server, 1),
      await signInBrowser(server, 2),
    ];
    await two.post('/sign-out-everywhere', { formToken: 'forged' });
    expect(await statusOf(one)).toBe(200);
    await two.post('/sign-out-everywhere', { formToken: await two.formToken('/companies') });
    expect([await statusOf(one), await statusOf(two), await statusOf(colleague)]).toEqual([303, 303, 200]);
  });
});

describe('signing in with a password', () => {
  it('is held off after ten attempts, in every process, until a quarter of an hour is over', async () => {
    let at = 1_800_000_000_000;
    const place = await createTestDatabase(false);
    const servers = [
      await startTestServer({ ...place, now: () => at }),
      await startTestServer({ ...place, now: () => at }),
    ] as const;
    const { email = '', password = '' } = servers[0].sample?.users[0] ?? {};
    const attempt = async (index: number, tried: string) => {
      const client = openBrowserClient(servers[index % 2] ?? servers[0]);
      return client.post('/sign-in', { formToken: await client.formToken('/sign-in'), email, password: tried });
    };
    const wrong = await Promise.all(Array.from({ length: 10 }, (_, index) => attempt(index, 'wrong')));
    expect(wrong.map(({ status }) => status)).toEqual(Array(10).fill(401));
    const held = await attempt(1, password);
    expect([held.status, held.headers.get('Retry-After')]).toEqual([429, '900']);
    at += 15 * 60_000;
    expect((await attempt(0, password)).status).toBe(303);
    expect((await attempt(0, 'wrong')).status).toBe(401);
  });

  it('begins the count anew after a success, and keeps no address', async () => {
    const { server, db } = await openRig();
    const { email = '', password = '' } = server.sample?.users[0] ?? {};
    const client = openBrowserClient(server);
    const attempt = async (tried: string) =>
      (await client.post('/sign-in', { formToken: await client.formToken('/sign-in'), email, password: tried })).status;
    expect([await attempt('wrong'), await attempt(password)]).toEqual([401, 303]);
    expect(await db.selectFrom('signInAttempts').selectAll().execute()).toEqual([]);
    await attempt('wrong');
    expect(JSON.stringify(await db.selectFrom('signInAttempts').selectAll().execute())).not.toContain('@');
  });
});

describe('a form of another site', () => {
  it.each([
    ['another origin', { Origin: 'https://evil.example.com' }],
    [
      'another origin that the browser calls foreign',
      { Origin: 'https://evil.example.com', 'Sec-Fetch-Site': 'cross-site' },
    ],
    ['a sandboxed frame', { Origin: 'null' }],
    ['nowhere it would name', {}],
    ['the same name at another port', { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' }],
    ['another type', { Origin: 'https://evil.example.com', 'Content-Type': 'text/plain' }],
  ])('from %s does nothing, even with the right token', async (_, headers) => {
    const server = await startTestServer();
    const client = await signInBrowser(server);
    const formToken = await client.formToken('/companies');
    const answer = await client.post('/sign-out-everywhere', { formToken }, headers as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Nothing was changed.');
    expect(await statusOf(client)).toBe(200);
  });

  it('is taken from the address the server is reached at from outside', async () => {
    const server = await startTestServer({ publicUrl: 'https://crm.example.com' });
    const client = openBrowserClient(server);
    await client.get(server.url + new URL(server.createSignInLink()).pathname);
    const formToken = await client.formToken('/companies');
    const answer = await client.post('/sign-out', { formToken }, { Origin: 'https://crm.example.com' });
    expect([answer.status, await statusOf(client)]).toEqual([303, 303]);
  });
});
