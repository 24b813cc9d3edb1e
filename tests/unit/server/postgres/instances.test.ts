import { describe, expect, it } from 'vitest';
import { startServerProcess } from '../server-process.ts';
import { connect, fakeContact, fakeEmail, request, startTestServer } from '../support.ts';
import { createTestDatabase } from '../test-database.ts';

/** Two servers on one database and one data folder. */
async function startTwo() {
  const place = await createTestDatabase(true);
  return [await startTestServer({ ...place }), await startTestServer({ ...place })] as const;
}

describe('several servers on one database', () => {
  it('take each other’s tokens and see each other’s records at once', async () => {
    const [one, other] = await startTwo();
    const client = await connect(one);
    const { body } = await client.call('POST', '/contacts', fakeContact({ lastName: 'Shared' }));
    const headers = { 'X-Session-Key': client.token };
    const read = await request(`${other.apiUrl}/contacts/${body.id}`, { headers });
    expect(read).toMatchObject({ status: 200, body: { lastName: 'Shared' } });

    const change = { method: 'PUT', headers, body: JSON.stringify({ lastName: 'Changed' }) };
    await request(`${other.apiUrl}/contacts/${body.id}`, change);
    expect((await client.get(`/contacts/${body.id}`)).body.lastName).toBe('Changed');
  });

  it('take bytes at an address the other gave, and give them out', async () => {
    const [one, other] = await startTwo();
    const client = await connect(one);
    const { body } = await client.call('POST', '/documents', { name: 'a.txt' });
    const put = await request(body.locator.replace(one.url, other.url), { method: 'PUT', body: 'bytes' });
    expect(put.status).toBe(200);
    const { link } = (await client.get(`/documents/${body.id}`)).body;
    expect(await (await fetch(link)).text()).toBe('bytes');
  });

  it('make one record of creates with the same extId at the same moment', async () => {
    const [one, other] = await startTwo();
    const clients = [await connect(one), await connect(other)];
    for (let round = 0; round < 10; round += 1) {
      const email = fakeEmail({ extId: `same-${round}`, attachments: [{ name: 'a.txt' }, { name: 'b.txt' }] });
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) => clients[index % 2]?.call('POST', '/emails', email)),
      );
      expect(answers.map((answer) => answer?.status)).toEqual(Array(6).fill(200));
      expect(new Set(answers.map((answer) => answer?.body.id)).size).toBe(1);
      expect(
        new Set(answers.map((answer) => JSON.stringify(answer?.body.attachments.map(({ id }: { id: number }) => id))))
          .size,
      ).toBe(1);
    }
    expect((await clients[0]?.get('/emails'))?.body).toHaveLength(10);
  });

  it('that give two records the same extId at the same moment let one have it and refuse the other', async () => {
    const [one, other] = await startTwo();
    const clients = [await connect(one), await connect(other)];
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(
        clients.map((client, index) => client.call('PUT', `/contacts/${index + 1}`, { extId: `wanted-${round}` })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
      expect(answers.find(({ status }) => status === 400)?.body.error).toBe('extId is taken');
    }
  });

  it('started together on an empty database make tables, lists and sample once', async () => {
    const place = await createTestDatabase(false);
    const servers = await Promise.all(Array.from({ length: 4 }, () => startTestServer({ ...place, sample: true })));
    const [first] = servers;
    for (const server of servers) expect(server.sample).toEqual(first?.sample);
    const client = await connect(first as (typeof servers)[number]);
    expect((await client.get('/users')).body).toHaveLength(3);
    expect((await client.get('/accounts')).body).toHaveLength(7);
    expect((await client.get('/branches')).body).toHaveLength(1);
  });

  it('may be processes of their own', async () => {
    const place = await createTestDatabase(true);
    const here = await startTestServer({ ...place });
    const elsewhere = await startServerProcess(place);
    const client = await connect(here);
    const init = { method: 'POST', headers: { 'X-Session-Key': client.token }, body: JSON.stringify(fakeContact()) };
    const { status, body } = await request(`${elsewhere.apiUrl}/contacts`, init);
    expect(status).toBe(200);
    expect((await client.get(`/contacts/${body.id}`)).status).toBe(200);
  });
});
