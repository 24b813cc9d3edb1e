import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDiskFiles } from '../../../../server/store/disk-files.ts';
import { FilesUnavailableError } from '../../../../server/store/files.ts';
import { openFiles } from '../../../../server/store/open-files.ts';
import { parseS3Settings } from '../../../../server/store/s3-settings.ts';
import { describeFiles, digestOf, makeBytes } from '../../../contract/files.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { temporaryFolder } from '../endings.ts';
import { type S3Place, startS3Server } from '../s3-server.ts';
import { connect, request, startTestServer } from '../support.ts';

const MB = 1024 * 1024;

describeFiles('files on disk', async () => {
  const folder = await temporaryFolder();
  return { files: await openDiskFiles(folder), count: async () => (await readdir(folder)).length };
});

/** Objects, and uploads in parts that were neither completed nor called off. The storage itself does not know the latter. */
async function countObjects({ folder, requests }: S3Place): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const begun = requests.filter((request) => /^POST \?(.*&)?uploads/.test(request)).length;
  const ended = requests.filter((request) => /^(POST|DELETE) \?(.*&)?uploadId=/.test(request)).length;
  return names.filter((name) => name.endsWith('._S3rver_object')).length + begun - ended;
}

describeFiles('files in S3-compatible storage', async () => {
  const place = await startS3Server();
  return { files: await openFiles({ dataDir: '', s3: place.settings }), count: () => countObjects(place) };
});

describe('S3-compatible storage', () => {
  it('is given a file in parts while it arrives: no more than three of them are held', async () => {
    const place = await startS3Server();
    const files = await openFiles({ dataDir: '', s3: place.settings });
    const held: (() => void)[] = [];
    place.guard = (incoming, _, pass) => {
      if (incoming.url?.includes('partNumber') && held.length < 2) held.push(pass);
      else pass();
    };
    const size = 48 * MB;
    let sent = 0;
    const saving = files.save(
      makeBytes(size, (now) => {
        sent = now;
      }),
      size,
    );
    await waitUntil('two parts to wait for the storage', () => held.length === 2);
    let before = -1;
    await waitUntil('the sender to be held up', () => {
      const isStill = sent === before;
      before = sent;
      return isStill;
    });
    expect(sent).toBeGreaterThanOrEqual(16 * MB);
    expect(sent).toBeLessThanOrEqual(26 * MB);
    for (const pass of held) pass();
    const { key } = await saving;
    const opened = await files.open(key);
    expect(await digestOf(opened?.stream as ReadableStream)).toBe(await digestOf(makeBytes(size)));
  });

  it('that is away is said to be, and tried again by whoever asked', async () => {
    const place = await startS3Server();
    const files = await openFiles({ dataDir: '', s3: place.settings });
    const { key } = await files.save(makeBytes(10), MB);
    await place.close();
    await expect(files.save(makeBytes(10), MB)).rejects.toThrow(FilesUnavailableError);
    await expect(files.open(key)).rejects.toThrow(FilesUnavailableError);
    await expect(files.remove(key)).rejects.toThrow(FilesUnavailableError);
    await expect(openFiles({ dataDir: '', s3: place.settings }), 'a start does not fail').resolves.toBeDefined();
  });

  it('that closes its doors is told without keys, and stops a start', async () => {
    const place = await startS3Server();
    const files = await openFiles({ dataDir: '', s3: place.settings });
    place.guard = (_, response) => {
      response.writeHead(403, { 'Content-Type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code><Message>S3RVER may not</Message></Error>');
    };
    const error = await files.save(makeBytes(10), MB).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(FilesUnavailableError);
    expect(String(error)).toBe('FilesUnavailableError: the file storage does not do it (403 AccessDenied)');
    place.guard = (_request, _response, pass) => pass();
    const wrong = { ...place.settings, secretAccessKey: 'wrong' };
    await expect(openFiles({ dataDir: '', s3: wrong })).rejects.toThrow('closed to this key: the storage answers 403');
    const absent = { ...place.settings, bucket: 'absent' };
    await expect(openFiles({ dataDir: '', s3: absent })).rejects.toThrow('the storage answers 404');
  });

  it('that goes away in the midst of an upload keeps nothing of it', async () => {
    const place = await startS3Server();
    const files = await openFiles({ dataDir: '', s3: place.settings });
    place.guard = (incoming, response, pass) => {
      if (incoming.url?.includes('partNumber=3')) response.destroy();
      else pass();
    };
    await expect(files.save(makeBytes(30 * MB), 64 * MB)).rejects.toThrow(FilesUnavailableError);
    expect(place.requests.filter((one) => one.startsWith('POST ?uploads'))).toHaveLength(1);
    expect(await countObjects(place)).toBe(0);
  });
});

describe('a CRM with S3-compatible storage', () => {
  it('keeps documents there, and answers 503 while it is away', async () => {
    const place = await startS3Server();
    const faults: unknown[] = [];
    const server = await startTestServer({ s3: place.settings, onFault: (error) => faults.push(error) });
    const client = await connect(server);
    const document = async (name: string) =>
      (await client.call('POST', '/accounts/1/documents', { folderId: -1, name, level: 2 })).body.locator;
    const [first, second] = [await document('one.txt'), await document('two.txt')];
    expect((await request(first, { method: 'PUT', body: 'bytes' })).status).toBe(200);
    expect(await countObjects(place)).toBe(1);
    expect(await readdir(join(server.dataDir, 'files')).catch(() => [])).toEqual([]);
    const [{ link }] = (await client.get('/accounts/1/documents')).body;
    expect(await (await fetch(link)).text()).toBe('bytes');
    expect((await request(first, { method: 'PUT', body: 'newer' })).status).toBe(200);
    expect(await (await fetch(link)).text()).toBe('newer');
    expect(await countObjects(place), 'the first one is removed').toBe(1);

    place.guard = (_, response) => response.destroy();
    for (const answer of [await request(second, { method: 'PUT', body: 'bytes' }), await request(link)]) {
      expect(answer).toMatchObject({ status: 503, body: { code: -1, error: expect.stringContaining('file storage') } });
      expect(answer.headers.get('Retry-After')).toBe('5');
    }
    expect(faults.length).toBeGreaterThan(0);
    const [, two] = (await client.get('/accounts/1/documents')).body;
    expect(two).toMatchObject({ name: 'two.txt', link: null });

    place.guard = (_request, _response, pass) => pass();
    expect((await request(second, { method: 'PUT', body: 'bytes' })).status).toBe(200);
  });
});

describe('the settings', () => {
  const whole = {
    S3_ENDPOINT: 'https://minio.example.com/',
    S3_BUCKET: 'crm-files',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'se-cret',
  };

  it('are all there or none', () => {
    expect(parseS3Settings({})).toBeUndefined();
    expect(parseS3Settings(whole)).toEqual({
      ...{ endpoint: 'https://minio.example.com', bucket: 'crm-files', region: 'us-east-1' },
      ...{ accessKeyId: 'id', secretAccessKey: 'se-cret' },
    });
    expect(parseS3Settings({ ...whole, S3_REGION: 'eu-west-1' })?.region).toBe('eu-west-1');
    expect(() => parseS3Settings({ S3_BUCKET: 'crm-files' })).toThrow(
      'S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY must be set too',
    );
  });

  it.each([
    { S3_ENDPOINT: 'minio.example.com' },
    { S3_ENDPOINT: 'ftp://minio.example.com' },
    { S3_ENDPOINT: 'https://id:se-cret@minio.example.com' },
    { S3_BUCKET: '../x' },
    { S3_BUCKET: 'A' },
  ])('that are wrong are refused: %j', (wrong) => {
    const parse = () => parseS3Settings({ ...whole, ...wrong });
    expect(parse).toThrow(/^S3_(ENDPOINT|BUCKET) must/);
    expect(parse).not.toThrow('se-cret');
  });
});
