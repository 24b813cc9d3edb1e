import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect, fakeEmail, request, startTestServer } from './support.ts';

const changed = {
  ...fakeEmail(),
  subject: 'Changed',
  body: 'Changed',
  emailFrom: 'changed@example.com',
  emailTo: ['changed@example.com'],
  type: 1,
  date: '2020-01-01T00:00:00Z',
  accountId: 2,
  contactId: 4,
  salesRepId: 2,
  extId: 'changed',
  mailFolder: 'Changed',
  attachments: [{ name: 'changed.txt', size: 3 }],
  Z_Cc: 'changed@example.com',
  deleted: true,
  readOnly: true,
};

/** A path that fits the pattern of a route, with the e-mail wherever a record or kind may stand. */
function fill(pattern: string, id: number): string {
  return pattern
    .replace(/:resource\b/, 'emails')
    .replace(/:\w+(\{[^}]*\})?/g, String(id))
    .replaceAll('*', `emails/${id}`);
}

it('no route of the server changes or removes an e-mail', async () => {
  // A body must not be refused for its fields where it should be for its target.
  const server = await startTestServer({ choices: { unknownFields: 'ignore' } });
  const client = await connect(server);
  const attachments = [{ name: 'prices.txt', size: 5 }];
  const { body } = await client.call('POST', '/emails', fakeEmail({ extId: 'mid:1', attachments }));
  const { id } = body;
  const { locator } = body.attachments[0];
  expect((await request(locator, { method: 'PUT', body: 'bytes' })).status).toBe(200);

  const signIn = async () => {
    const signedIn = await fetch(server.createSignInLink(), { redirect: 'manual' });
    return signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };
  const look = async () => {
    const cookie = await signIn();
    const file = await fetch(`${server.url}/files/attachments/${body.attachments[0].id}`, { headers: { cookie } });
    const bytes = Buffer.from(await file.arrayBuffer());
    return {
      email: (await client.get(`/emails/${id}`)).body,
      byExtId: (await client.where('emails', "extId='mid:1'")).body.length,
      bytes: createHash('sha256').update(bytes).digest('hex'),
    };
  };
  const before = await look();
  expect(before.email).toMatchObject({ subject: 'Price list', deleted: false, dateUpdated: null });

  const paths = new Set(server.routes.map(({ path }) => fill(path, id)));
  for (const more of [
    `/api/v4/emails/${id}`,
    `/api/v4/emails/${id}/`,
    `/api/v4/Emails/${id}`,
    `/api/v4/emails//${id}`,
  ]) {
    paths.add(more);
  }
  paths.delete('/api/v4/login');
  expect(paths.size).toBeGreaterThan(25);
  let refused = 0;
  for (const path of paths) {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
      const isCreate = method === 'POST' && path === '/api/v4/emails';
      // Signing out is a route as well, so each visit to a page signs in anew.
      const headersOf = [{ 'X-Session-Key': client.token }, { cookie: await signIn() }];
      for (const headers of headersOf) {
        const answer = await fetch(`${server.url}${path}`, {
          method,
          redirect: 'manual',
          headers: { ...headers, 'Content-Type': 'application/json', 'X-HTTP-Method-Override': 'DELETE' },
          body: JSON.stringify({ ...changed, id, action: 'delete', entity: 'emails' }),
        });
        await answer.arrayBuffer();
        expect(answer.status, `${method} ${path}`).toBeLessThan(500);
        if (!isCreate && answer.status >= 400) refused += 1;
      }
    }
  }
  expect((await request(locator, { method: 'PUT', body: 'other' })).status).toBe(200);
  expect(refused).toBeGreaterThan(50);
  expect(await look()).toEqual(before);
});

it.each(['PUT', 'DELETE', 'PATCH', 'POST'])('%s of an e-mail is refused in words', async (method) => {
  const client = await connect(await startTestServer());
  const { body } = await client.call('POST', '/emails', fakeEmail());
  const answer = await client.call(method, `/emails/${body.id}`, changed);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toMatch(/^emails: (update|delete|PATCH|POST) is not possible/);
});

it('the bytes of an attachment that came first stay, also of two uploads at once', async () => {
  const server = await startTestServer();
  const client = await connect(server);
  const { body } = await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'a.txt' }] }));
  const [{ id, locator }] = body.attachments;
  const put = async (bytes: string) => (await request(locator, { method: 'PUT', body: bytes })).status;
  const read = async () => {
    const signedIn = await fetch(server.createSignInLink(), { redirect: 'manual' });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return (await fetch(`${server.url}/files/attachments/${id}`, { headers: { cookie } })).text();
  };
  expect(await Promise.all([put('one'), put('two')])).toEqual([200, 200]);
  const first = await read();
  expect(['one', 'two']).toContain(first);
  expect(await put('three')).toBe(200);
  expect(await read()).toBe(first);
  expect(await readdir(join(server.dataDir, 'files'))).toHaveLength(1);
});
