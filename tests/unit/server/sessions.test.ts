import { describe, expect, it } from 'vitest';
import { connect, login, request, shareTestServer, startTestServer } from './support.ts';

describe('signing in', () => {
  it('answers an opaque token for a key pair', async () => {
    const { server } = await shareTestServer();
    const answer = await login(server);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['token']);
    expect(answer.body.token).toMatch(/^[\w.-]{40,}$/);
  });

  it.each([
    ['a wrong private key', (key: { publicKey: string }) => ({ username: key.publicKey, password: 'wrong' })],
    ['an unknown public key', () => ({ username: 'nobody', password: 'x' })],
    ['missing fields', () => ({})],
    ['the names of an old guide', () => ({ publicKey: 'a', privateKey: 'b' })],
    ['null', () => null],
  ])('refuses %s with 401 and a code', async (_title, bodyFor) => {
    const { server } = await shareTestServer();
    const key = server.sample?.users[0]?.key;
    const answer = await request(`${server.apiUrl}/login`, {
      method: 'POST',
      body: JSON.stringify(bodyFor({ publicKey: key?.publicKey ?? '' })),
    });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ code: -1, error: expect.any(String) });
  });

  it('writes as the user of the key', async () => {
    const { server } = await shareTestServer();
    const client = await connect(server, 1);
    const { body } = await client.call('POST', '/accounts', { name: 'Pine', salesRepId1: 1, branchId: 1 });
    const { body: account } = await client.get(`/accounts/${body.id}`);
    expect(account).toMatchObject({ salesRepIdCreated: 2, salesRepId1: { id: 1 } });
  });

  it.each([['X-Session-Key'], ['x-session-key'], ['X-SESSION-KEY']])('takes the header as %s', async (name) => {
    const { server, client } = await shareTestServer();
    const { token } = client;
    expect((await request(`${server.apiUrl}/users`, { headers: { [name]: token } })).status).toBe(200);
  });

  it.each([[undefined], ['nonsense'], ['a.b'], ['a.b.c']])('answers 401 to the token %s', async (token) => {
    const { server } = await shareTestServer();
    const headers: Record<string, string> = token === undefined ? {} : { 'X-Session-Key': token };
    const answer = await request(`${server.apiUrl}/users`, { headers });
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe(-1);
  });

  it('answers 401 to a token of which one letter is changed', async () => {
    const { server, client } = await shareTestServer();
    const { token } = client;
    const forged = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    expect((await request(`${server.apiUrl}/users`, { headers: { 'X-Session-Key': forged } })).status).toBe(401);
  });

  it.each([
    [3_600, 3_599_999, 200],
    [3_600, 3_600_000, 401],
    [10, 9_999, 200],
    [10, 10_000, 401],
  ])('with a token life of %i s, %i ms after sign-in answers %i', async (tokenLifeSeconds, laterMs, status) => {
    let at = Date.parse('2026-05-01T08:00:00Z');
    const server = await startTestServer({ now: () => at, choices: { tokenLifeSeconds } });
    const client = await connect(server);
    at += laterMs;
    expect((await client.get('/users')).status).toBe(status);
  });

  it('ends every session at once when told', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    server.expireSessions();
    expect((await client.get('/users')).status).toBe(401);
    expect((await (await connect(server)).get('/users')).status).toBe(200);
  });

  it('keeps sessions over a restart', async () => {
    const first = await startTestServer();
    const client = await connect(first);
    const dataDir = first.dataDir;
    await first.close();
    const second = await startTestServer({ dataDir });
    const answer = await request(`${second.apiUrl}/users`, { headers: { 'X-Session-Key': client.token } });
    expect(answer.status).toBe(200);
  });
});

describe('the rate limit', () => {
  it.each([
    [4, 4],
    [13, 13],
  ])('lets %i requests a second through and refuses the next with 429 and Retry-After', async (perSecond, allowed) => {
    let at = 1_800_000_000_000;
    const server = await startTestServer({ now: () => at, requestsPerSecond: perSecond });
    const client = await connect(server);
    for (let sent = 0; sent < allowed; sent += 1) expect((await client.get('/users')).status).toBe(200);
    const refused = await client.get('/users');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect(refused.body.error).toBe('too many requests');
    at += 1_000;
    for (let sent = 0; sent < allowed; sent += 1) expect((await client.get('/users')).status).toBe(200);
    expect((await client.get('/users')).status).toBe(429);
  });

  it('counts each key on its own', async () => {
    const server = await startTestServer({ now: () => 1_800_000_000_000, requestsPerSecond: 1 });
    const [nora, mateo] = [await connect(server, 0), await connect(server, 1)];
    expect((await nora.get('/users')).status).toBe(200);
    expect((await nora.get('/users')).status).toBe(429);
    expect((await mateo.get('/users')).status).toBe(200);
  });

  it.each([
    [429, true],
    [503, false],
    [400, true],
  ] as const)('answers %i by choice, with Retry-After: %s', async (rateLimitStatus, rateLimitRetryAfter) => {
    const choices = { rateLimitStatus, rateLimitRetryAfter };
    const server = await startTestServer({ now: () => 1_800_000_000_000, requestsPerSecond: 1, choices });
    const client = await connect(server);
    await client.get('/users');
    const answer = await client.get('/users');
    expect(answer.status).toBe(rateLimitStatus);
    expect(answer.headers.has('Retry-After')).toBe(rateLimitRetryAfter);
  });

  it('slows guessing of private keys', async () => {
    const server = await startTestServer({ now: () => 1_800_000_000_000, requestsPerSecond: 2 });
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const body = JSON.stringify({ username: 'guess', password: String(attempt) });
      statuses.push((await request(`${server.apiUrl}/login`, { method: 'POST', body })).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
  });
});
