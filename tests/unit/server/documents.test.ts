import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDisposition } from '../../../server/http/file-response.ts';
import { toSafeFileName } from '../../../server/store/file-name.ts';
import { connect, fakeEmail, request, shareTestServer, startTestServer } from './support.ts';

const fakeDocument = (overrides = {}) => ({ folderId: -1, name: 'prices.pdf', level: 2, ...overrides });
const put = (url: string, body: BodyInit, headers: Record<string, string> = {}) =>
  request(url, { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream', ...headers } });

describe('documents', () => {
  it('are added to a company in two steps and read back', async () => {
    const client = await connect(await startTestServer());
    const created = await client.call('POST', '/accounts/1/documents', fakeDocument());
    expect(created.body).toEqual({ id: '1', locator: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/uploads\//) });
    expect((await put(created.body.locator, 'bytes')).status).toBe(200);
    const [document] = (await client.get('/accounts/1/documents')).body;
    expect(document).toMatchObject({
      id: 1,
      folderId: -1,
      name: 'prices.pdf',
      extension: 'pdf',
      level: 2,
      size: 5,
      accountId: 1,
      activityId: -1,
      contactId: -1,
      carrousel: false,
      extId: null,
      dateUpdated: null,
    });
    const download = await fetch(document.link);
    expect(await download.text()).toBe('bytes');
    expect(download.headers.get('Content-Disposition')).toContain('attachment; filename="prices.pdf"');
    expect(download.headers.get('Content-Type')).toBe('application/octet-stream');
    expect((await client.get('/accounts/2/documents')).body).toEqual([]);
  });

  it('may stand alone, in folders, and at opportunities and sales orders', async () => {
    const client = await connect(await startTestServer());
    const folder = await client.call('POST', '/documents/folders', { folderId: -1, name: 'Offers', level: 2 });
    expect(folder.body).toEqual({ Message: 'entity created', id: 1 });
    await client.call('POST', '/documents', fakeDocument({ folderId: '1' }));
    expect((await client.get('/documents')).body[0]).toMatchObject({ folderId: 1, accountId: -1, link: null });
    const opportunity = { reference: 'Spring', accountId1: 1, salesRepId: 1, branchId: 1, salesProbability: 60 };
    await client.call('POST', '/opportunities', opportunity);
    await client.call('POST', '/salesOrders', { accountId: 1, salesRepId: 1 });
    for (const resource of ['opportunities', 'salesOrders']) {
      expect((await client.call('POST', `/${resource}/1/documents`, fakeDocument())).status).toBe(200);
      expect((await client.get(`/${resource}/1/documents`)).body).toHaveLength(1);
      await client.call('POST', `/${resource}/1/documents/folders`, { name: resource });
      expect((await client.get(`/${resource}/1/documents/folders`)).body).toMatchObject([
        { name: resource, entityId: 1 },
      ]);
    }
  });

  it.each([['/contacts/1'], ['/emails/1'], ['/activities/1'], ['/accounts/999'], ['/accounts/x']])(
    'cannot be added to %s',
    async (owner) => {
      const { client } = await shareTestServer();
      expect((await client.call('POST', `${owner}/documents`, fakeDocument())).status).toBe(400);
    },
  );

  it('make one record for one extId, also when the upload was lost', async () => {
    const client = await connect(await startTestServer());
    const create = async () => (await client.call('POST', '/accounts/1/documents', fakeDocument({ extId: 'x' }))).body;
    const [first, second] = [await create(), await create()];
    expect(second.id).toBe(first.id);
    expect((await put(second.locator, 'bytes')).status).toBe(200);
  });

  it.each([
    ['string', '1'],
    ['number', 1],
  ] as const)('answer their id as %s', async (documentIdAs, id) => {
    const client = await connect(await startTestServer({ choices: { documentIdAs } }));
    expect((await client.call('POST', '/documents', fakeDocument())).body.id).toBe(id);
  });
});

describe('uploads', () => {
  it('takes 40 MB as a stream, byte for byte, in little memory', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const { body } = await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'film.bin' }] }));
    const piece = new Uint8Array(1024 * 1024).map((_, index) => (index * 31) % 251);
    const digest = createHash('sha256');
    for (let sent = 0; sent < 40; sent += 1) digest.update(piece);
    const whole = new Blob(Array(40).fill(piece));
    expect((await put(body.attachments[0].locator, whole)).status).toBe(200);

    const [link] = (await client.get('/emails/1')).body.attachments;
    expect(link.name).toBe('film.bin');
    const signIn = await fetch(server.createSignInLink(), { redirect: 'manual' });
    const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const response = await fetch(`${server.url}/files/attachments/${link.id}`, { headers: { cookie } });
    const received = createHash('sha256').update(new Uint8Array(await response.arrayBuffer()));
    expect(received.digest('hex')).toBe(digest.digest('hex'));
  });

  it('replaces the bytes on a second upload and leaves one file', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const { body } = await client.call('POST', '/documents', fakeDocument());
    await put(body.locator, 'first');
    await put(body.locator, 'second try');
    const [document] = (await client.get('/documents')).body;
    expect(document.size).toBe(10);
    expect(await (await fetch(document.link)).text()).toBe('second try');
    expect(await readdir(join(server.dataDir, 'files'))).toHaveLength(1);
  });

  it.each([
    [7 * 24 * 3_600_000 - 1, 200],
    [7 * 24 * 3_600_000, 400],
  ])('after %i ms an address answers %i', async (laterMs, status) => {
    let at = 1_800_000_000_000;
    const client = await connect(await startTestServer({ now: () => at }));
    const { body } = await client.call('POST', '/documents', fakeDocument());
    at += laterMs;
    expect((await put(body.locator, 'x')).status).toBe(status);
  });

  it('refuses addresses that were changed or meant for something else', async () => {
    const client = await connect(await startTestServer());
    const { body } = await client.call('POST', '/documents', fakeDocument());
    await client.call('POST', '/documents', fakeDocument());
    await put(body.locator, 'x');
    const [{ link }] = (await client.get('/documents')).body;
    const changed = [
      body.locator.replace('put-document.1.', 'put-document.2.'),
      body.locator.replace('put-document', 'put-attachment'),
      `${body.locator.slice(0, -1)}${body.locator.endsWith('A') ? 'Q' : 'A'}`,
      body.locator.replace(/\/uploads\/.*/, '/uploads/..%2F..%2Fcrm.sqlite'),
      link.replace('/downloads/', '/uploads/'),
    ];
    for (const url of changed) expect((await put(url, 'x')).status, url).toBe(400);
    expect((await request(body.locator.replace('/uploads/', '/downloads/'))).status).toBe(400);
  });

  it.each([
    ['refuse', 400],
    ['ignore', 200],
  ] as const)('with a session key, by choice: %s', async (uploadWithSession, status) => {
    const client = await connect(await startTestServer({ choices: { uploadWithSession } }));
    const { body } = await client.call('POST', '/documents', fakeDocument());
    expect((await put(body.locator, 'x', { 'X-Session-Key': client.token })).status).toBe(status);
  });

  it('refuses a file over the limit and keeps nothing of it', async () => {
    const server = await startTestServer({ maxUploadBytes: 1_000 });
    const client = await connect(server);
    const { body } = await client.call('POST', '/documents', fakeDocument());
    expect((await put(body.locator, 'x'.repeat(1_001))).status).toBe(413);
    expect(await readdir(join(server.dataDir, 'files'))).toEqual([]);
    expect((await put(body.locator, 'x'.repeat(1_000))).status).toBe(200);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const { body } = await client.call('POST', '/documents', fakeDocument());
    const { connect: open } = await import('node:net');
    const socket = open(server.port, '127.0.0.1');
    socket.write(
      `PUT ${new URL(body.locator).pathname} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nfirst bytes`,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.destroy();
    await expect.poll(() => readdir(join(server.dataDir, 'files'))).toEqual([]);
    expect((await client.get('/documents')).body[0]).toMatchObject({ size: null, link: null });
  });
});

describe('names of files', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system.ini', 'system.ini'],
    ['invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['a\u0000b\nc.txt', 'abc.txt'],
    ['..', 'file'],
    ['Re: offer?.pdf', 'Re: offer?.pdf'],
    ['', 'file'],
    ['  ', 'file'],
    ['<img src=x>.png', '<img src=x>.png'],
    ['Åsa & Jürgen – 見積.pdf', 'Åsa & Jürgen – 見積.pdf'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(251)}.pdf`],
  ])('%j becomes %j', (name, safe) => {
    expect(toSafeFileName(name)).toBe(safe);
  });

  it('hold no folder, control character or override, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = toSafeFileName(name);
        expect(safe).toMatch(/^[^/\\\p{Cc}\u202a-\u202e\u2066-\u2069]{1,255}$/u);
        expect(safe).not.toMatch(/^\.*$/);
        expect(contentDisposition('attachment', name)).toMatch(/^[\x20-\x7e]+$/);
      }),
    );
  });

  it('are made safe before they are kept', async () => {
    const client = await connect(await startTestServer());
    await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: '../../x\u202egpj.exe' }] }));
    expect((await client.get('/emails/1')).body.attachments[0].name).toBe('xgpj.exe');
    await client.call('POST', '/documents', fakeDocument({ name: '..\\..\\boot.ini' }));
    expect((await client.get('/documents')).body[0].name).toBe('boot.ini');
  });
});
