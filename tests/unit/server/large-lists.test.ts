import { beforeAll, describe, expect, it } from 'vitest';
import { connect, fakeEmail, startTestServer, type TestClient } from './support.ts';

describe('lists of large records', () => {
  let client: TestClient;
  beforeAll(async () => {
    client = await connect(await startTestServer({}, 'file'));
  });

  it('are refused when the page would be too large, and read with a smaller one', async () => {
    const ids: number[] = [];
    for (let made = 0; made < 20; made += 1) {
      const { body } = await client.call('POST', '/emails', fakeEmail({ subject: 'x'.repeat(900_000) }));
      ids.push(body.id);
    }
    const refused = await client.get('/emails');
    expect([refused.status, refused.body.error]).toEqual([
      400,
      expect.stringContaining('ask for fewer records by Count'),
    ]);
    const read: number[] = [];
    for (const page of [0, 1, 2]) {
      const { status, body } = await client.get(`/emails?page=${page}`, { Count: '10' });
      expect(status).toBe(200);
      read.push(...body.map(({ id }: { id: number }) => id));
    }
    expect(read).toEqual(ids);
  });

  it('hold every record once and in order, also over many pieces', async () => {
    for (let made = 0; made < 120; made += 1) {
      await client.call('POST', '/emails', fakeEmail({ subject: `small ${made}` }));
    }
    const small = encodeURIComponent("subject like 'small%'");
    const { body } = await client.get(`/emails?where=${small}`, { Count: '1000' });
    expect(body.map(({ subject }: { subject: string }) => subject)).toEqual(
      Array.from({ length: 120 }, (_, made) => `small ${made}`),
    );
    const some = await client.get(`/emails?where=${small}&page=1`, { Count: '70' });
    expect(some.body).toHaveLength(50);
  });
});
