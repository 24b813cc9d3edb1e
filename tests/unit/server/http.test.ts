import { connect as open } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../server/http/faults.ts';
import { connect, fakeEmail, login, request, shareTestServer, startTestServer } from './support.ts';

describe('bad input', () => {
  it.each([
    ['{', 'the body is not JSON'],
    ['', 'the body is not JSON'],
    ['[]', 'the body must be an object'],
    ['null', 'the body must be an object'],
    ['"x"', 'the body must be an object'],
    ['{"name":"\ud800"}', 'branchId is required'],
  ])('answers 400 to the body %j', async (body, words) => {
    const { client } = await shareTestServer();
    const answer = await client.call('POST', '/accounts', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ code: -1, error: words });
  });

  it('answers 400 to bytes that are not UTF-8', async () => {
    const { server, client } = await shareTestServer();
    const { token } = client;
    const init = { method: 'POST', headers: { 'X-Session-Key': token }, body: new Uint8Array([0x7b, 0xff, 0x7d]) };
    expect((await request(`${server.apiUrl}/accounts`, init)).status).toBe(400);
  });

  it('answers 413 to a body over 1 MiB', async () => {
    const { client } = await shareTestServer();
    const answer = await client.call('POST', '/emails', fakeEmail({ body: 'x'.repeat(1024 * 1024) }));
    expect(answer.status).toBe(413);
  });

  it('answers 411 to a body of unknown length', async () => {
    const { server, client } = await shareTestServer();
    const { token } = client;
    const answer = await fetch(`${server.apiUrl}/accounts`, {
      method: 'POST',
      headers: { 'X-Session-Key': token },
      body: new Blob(['{}']).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(411);
  });

  it('gives no stack out when it fails itself', async () => {
    const seen: unknown[] = [];
    const fault = new Error('secret detail');
    const server = await startTestServer({
      onFault: (error) => seen.push(error),
      beforeRespond: () => {
        throw fault;
      },
    });
    const answer = await request(`${server.apiUrl}/users`);
    expect(answer).toMatchObject({ status: 500, body: { code: -1, error: 'Internal error' } });
    expect(seen).toEqual([fault]);
    const page = await request(`${server.url}/companies`);
    expect(page.status).toBe(500);
    expect(page.body).toContain('That did not work');
    expect(page.body).not.toMatch(/secret detail|\.ts:/);
  });

  it.each([
    ['multipart/form-data; boundary=x', 'broken'],
    ['multipart/form-data', 'broken'],
    ['application/x-www-form-urlencoded', '%E0%A4%A=%'],
    ['text/plain', 'x'],
  ])('shows the form again to a sign-in of type %s that cannot be read', async (type, body) => {
    const server = await startTestServer();
    for (const [path, status] of [
      ['/sign-in', 400],
      ['/sign-out', 303],
    ] as const) {
      const headers = { 'Content-Type': type, Origin: server.url };
      const init: RequestInit = { method: 'POST', headers, body, redirect: 'manual' };
      expect((await request(server.url + path, init)).status).toBe(status);
    }
  });

  it.each([
    ['/companies/%E0%A4%A'],
    ['/companies/%00'],
    ['/companies?q=%E0%A4%A'],
    ['/companies?page=-5'],
    ['/companies?page=1e99'],
  ])('does not fall over the address %s', async (path) => {
    const { server } = await shareTestServer();
    const link = await fetch(server.createSignInLink(), { redirect: 'manual' });
    const cookie = link.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect([200, 404]).toContain((await request(server.url + path, { headers: { cookie } })).status);
  });
});

describe('who may call', () => {
  it.each([
    ['chrome-extension://abcdefghijklmnopabcdefghijklmnop', true],
    ['moz-extension://0b7d5b4e-8d3f-4b62-9d4a-2f0a6f4c1a11', true],
    ['https://evil.example.com', false],
    ['https://chrome-extension.example.com', false],
    ['null', false],
  ])('CORS for %s: %s', async (origin, allowed) => {
    const { server } = await shareTestServer();
    for (const path of ['/api/v4/users', '/uploads/x']) {
      const headers = {
        Origin: origin,
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'x-session-key',
      };
      const preflight = await fetch(server.url + path, { method: 'OPTIONS', headers });
      expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(allowed ? origin : null);
      expect(preflight.headers.has('Access-Control-Allow-Credentials')).toBe(false);
      if (allowed) expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('X-Session-Key');
    }
    const answer = await fetch(`${server.apiUrl}/users`, { headers: { Origin: origin } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(allowed ? origin : null);
    expect(answer.headers.has('Set-Cookie')).toBe(false);
  });

  async function withHost(port: number, host: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = open(port, '127.0.0.1', () =>
        socket.write(`GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text.slice(9, 12)));
      socket.on('error', reject);
    });
  }

  it.each([
    ['127.0.0.1:PORT', '200'],
    ['localhost:PORT', '200'],
    ['crm.example.com', '200'],
    ['proxy.example.com:8080', '200'],
    ['evil.example.com', '421'],
    ['127.0.0.1.evil.example.com', '421'],
  ])('the host name %s answers %s', async (host, status) => {
    const { server } = await shareTestServer({
      publicUrl: 'https://crm.example.com',
      allowedHosts: ['proxy.example.com'],
    });
    expect(await withHost(server.port, host.replace('PORT', String(server.port)))).toBe(status);
  });

  it('gives upload addresses at the public address', async () => {
    const client = await connect(await startTestServer({ publicUrl: 'https://crm.example.com/' }));
    const { body } = await client.call('POST', '/documents', { name: 'a.txt' });
    expect(body.locator).toMatch(/^https:\/\/crm\.example\.com\/uploads\//);
  });
});

describe('the request log', () => {
  it('tells who asked what and how many bytes came, and nothing of the content', async () => {
    const server = await startTestServer({ now: () => 1_800_000_000_000 });
    const client = await connect(server);
    const email = fakeEmail({ subject: 'Private subject', attachments: [{ name: 'a.txt' }] });
    const { body } = await client.call('POST', '/emails', email);
    await request(body.attachments[0].locator, { method: 'PUT', body: 'secret bytes' });
    await client.where('emails', "subject='Private subject'");
    expect(server.requestLog.slice(1)).toEqual([
      {
        at: 1_800_000_000_000,
        method: 'POST',
        path: '/api/v4/emails',
        status: 200,
        requestBytes: JSON.stringify(email).length,
        actor: 'user:1',
      },
      { at: 1_800_000_000_000, method: 'PUT', path: '/uploads/…', status: 200, requestBytes: 12, actor: 'upload' },
      { at: 1_800_000_000_000, method: 'GET', path: '/api/v4/emails', status: 200, requestBytes: 0, actor: 'user:1' },
    ]);
    expect(JSON.stringify(server.requestLog)).not.toMatch(/Private|secret|omar|eyJ/);
  });
});

describe('faults for tests of clients', () => {
  async function withFault(fault: Fault) {
    let armed = false;
    const server = await startTestServer({
      beforeRespond: ({ method }) => (armed && method === 'POST' ? fault : 'ok'),
    });
    const client = await connect(server);
    armed = true;
    const answer = await client.call('POST', '/emails', fakeEmail()).catch(() => 'lost' as const);
    armed = false;
    return { server, answer, stored: (await client.get('/emails')).body.length };
  }

  it('loses the answer after the e-mail is stored', async () => {
    const { server, answer, stored } = await withFault('drop-after-commit');
    expect([answer, stored]).toEqual(['lost', 1]);
    expect(server.requestLog.find(({ path }) => path.endsWith('/emails'))?.status).toBe(0);
  });

  it('loses the request before anything happens', async () => {
    const { answer, stored } = await withFault('drop-before');
    expect([answer, stored]).toEqual(['lost', 0]);
  });

  it('breaks the answer off after a few bytes', async () => {
    const { answer, stored } = await withFault({ truncate: 5 });
    expect([answer, stored]).toEqual(['lost', 1]);
  });

  it.each([429, 500, 408])('answers %i instead of acting', async (status) => {
    const { answer, stored } = await withFault({ status, body: { code: 900 }, headers: { 'Retry-After': '7' } });
    expect(answer).toMatchObject({ status, body: { code: 900 } });
    expect(stored).toBe(0);
  });

  it('acts late', async () => {
    const before = performance.now();
    const { stored } = await withFault({ delayMs: 300 });
    expect(stored).toBe(1);
    expect(performance.now() - before).toBeGreaterThan(300);
  });
});

describe('a life of the server', () => {
  it('keeps data, keys and files over a restart, and adds the sample once', async () => {
    const first = await startTestServer();
    const client = await connect(first);
    const { body } = await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'a.txt' }] }));
    await request(body.attachments[0].locator, { method: 'PUT', body: 'bytes' });
    await first.close();

    const second = await startTestServer({ dataDir: first.dataDir });
    const again = await connect(second);
    expect((await again.get('/emails')).body).toMatchObject([
      { subject: 'Price list', attachments: [{ name: 'a.txt' }] },
    ]);
    expect((await again.get('/accounts')).body).toHaveLength(7);
    expect(second.sample).toEqual(first.sample);
  });

  it('has at least the sample it promises, all of it on domains for examples', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const accounts = (await client.get('/accounts')).body;
    const contacts = (await client.get('/contacts')).body;
    expect(accounts.length).toBeGreaterThanOrEqual(6);
    expect(contacts.length).toBeGreaterThanOrEqual(15);
    expect(server.sample?.users.length).toBeGreaterThanOrEqual(3);
    for (const { email } of [...accounts, ...contacts]) expect(email).toMatch(/[@.]example(\.(com|net|org))?$/);
  });

  it('finishes a running request when it is closed', async () => {
    const server = await startTestServer({
      beforeRespond: ({ method }) => (method === 'GET' ? { delayMs: 300 } : 'ok'),
    });
    const client = await connect(server);
    const running = client.get('/users');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    expect((await running).status).toBe(200);
    await expect(login(server)).rejects.toThrow();
    await server.close();
  });

  it('starts empty without a sample, with the lists of a new tenant', async () => {
    const server = await startTestServer({ sample: false });
    expect(server.sample).toBeUndefined();
    expect((await request(`${server.url}/sign-in`)).status).toBe(200);
  });
});
