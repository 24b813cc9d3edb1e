import { connect as openSocket } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { connect, request, startTestServer, type TestClient } from './support.ts';

describe('requests no client of good will sends', () => {
  let server: RunningServer;
  let client: TestClient;
  let secret: string;
  beforeAll(async () => {
    server = await startTestServer({}, 'file');
    client = await connect(server);
    secret = server.sample?.users[0]?.key.privateKey ?? '';
  });

  /** Sends bytes as they are and reads until the server closes. */
  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = openSocket(server.port, '127.0.0.1', () => socket.write(text, 'latin1'));
      let answer = '';
      socket.setEncoding('latin1').setTimeout(5_000, () => socket.destroy(new Error(`no end after ${answer}`)));
      socket.on('data', (more) => {
        answer += more;
      });
      socket.on('end', () => resolve(answer)).on('error', reject);
    });
  }

  const get = (target: string, more = '') =>
    raw(
      `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Session-Key: ${client.token}\r\n${more}Connection: close\r\n\r\n`,
    );
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

  it.each([
    ['/api/v4/../../sample.json'],
    ['/../../../../../../etc/passwd'],
    ['/..%2f..%2f..%2fetc%2fpasswd'],
    ['/assets/../../../package.json'],
    ['/assets/..%2f..%2f..%2fpackage.json'],
    ['/assets/%2e%2e/%2e%2e/package.json'],
    ['/downloads/..%2f..%2fsample.json'],
    ['/downloads/..%5c..%5csample.json'],
    ['/files/documents/..%2f..%2fsample.json'],
    ['/docs/..%2f..%2fpackage.json'],
    ['/docs/%00'],
    ['/api/v4/accounts/1%00'],
    ['/api/v4/accounts/1%2f..%2f..%2fusers'],
    ['/api/v4/accounts/%'],
    ['/api/v4//accounts/1'],
    ['//evil.example.com/api/v4/users'],
    ['/api/v4/accounts/1;x=1'],
    ['/api/v4/%61ccounts%2f1'],
    [`/api/v4/${'x'.repeat(8_000)}`],
  ])('leads nowhere with the path %s', async (path) => {
    const answer = await get(path);
    expect([path, [303, 400, 404, 421].includes(statusOf(answer)) ? 'refused' : answer]).toEqual([path, 'refused']);
    expect(answer).not.toContain(secret);
    expect(answer).not.toMatch(/root:|"dependencies"/);
  });

  it.each([
    ['http://evil.example.com/api/v4/users', ''],
    ['/api/v4/users', 'Host: evil.example.com\r\n'],
  ])('does not take %s for its own host (%j)', async (target, more) => {
    expect([400, 421]).toContain(statusOf(await get(target, more)));
  });

  it.each([
    ['a folded header', 'Count: 1\r\n X-Injected: 1\r\n'],
    ['a bare line feed', 'Count: 1\nX-Injected: 1\r\n'],
    ['a bare carriage return', 'Count: 1\rX-Injected: 1\r\n'],
    ['a null character', 'Count: 1\0\r\n'],
    ['a space in a name', 'Count : 1\r\n'],
    ['two lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n'],
    ['a length that is none', 'Content-Length: 1e1\r\n'],
    ['a negative length', 'Content-Length: -1\r\n'],
    ['length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'],
    ['chunks under another name', 'Transfer-Encoding: xchunked\r\n'],
    ['a header too long', `X-Long: ${'x'.repeat(20_000)}\r\n`],
    ['a count in words', 'Count: ten\r\n'],
    ['a negative count', 'Count: -1\r\n'],
    ['two counts', 'Count: 1\r\nCount: 2\r\n'],
  ])('is refused with %s', async (_, header) => {
    const answer = await get('/api/v4/users', header);
    expect([400, 411, 431]).toContain(statusOf(answer));
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(answer.toLowerCase()).not.toContain('x-injected');
  });

  it('puts nothing of an address or a name into its headers as it is', async () => {
    const redirect = await get('/companies%0d%0aX-Injected:%201?q=%0d%0aX-Injected:1');
    expect(statusOf(redirect)).toBe(303);
    expect(redirect.split('\r\n\r\n')[0]?.toLowerCase()).not.toMatch(/^x-injected/m);

    const name = 'a"\r\nX-Injected: 1\r\n;filename=évil.txt';
    const { body } = await client.call('POST', '/documents', { name });
    await request(body.locator, { method: 'PUT', body: 'bytes' });
    const { link } = (await client.get(`/documents/${body.id}`)).body;
    const { headers } = await request(link);
    expect(headers.has('x-injected')).toBe(false);
    expect(headers.get('content-disposition')).not.toMatch(/[\r\n]/);
    expect(headers.get('content-type')).toBe('application/octet-stream');
  });

  describe('uploads', () => {
    const announce = async () => (await client.call('POST', '/documents', { name: 'a.bin' })).body;
    const linkOf = async (id: string) => (await client.get(`/documents/${id}`)).body.link;

    it.each([
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nbytes\r\n--x--\r\n'],
      ['application/x-www-form-urlencoded', 'file=bytes'],
      ['Multipart/Form-Data', 'bytes'],
    ])('as a form (%s) are refused, since the form would be kept as the file', async (type, body) => {
      const { id, locator } = await announce();
      const answer = await request(locator, { method: 'PUT', headers: { 'Content-Type': type }, body });
      expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining('not a form')]);
      expect(await linkOf(id)).toBeNull();
    });
  });
});
