import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startServerProcess } from './server-process.ts';
import { connect, fakeContact, request, startTestServer } from './support.ts';
import { createTestDatabase } from './test-database.ts';

const LANES = 8;
/** Killed once this many records are acknowledged, with as many requests under way as there are lanes. */
const ENOUGH = 100;

async function signIn(dataDir: string, apiUrl: string): Promise<string> {
  const { users } = JSON.parse(await readFile(join(dataDir, 'sample.json'), 'utf8'));
  const { publicKey, privateKey } = users[0].key;
  const body = JSON.stringify({ username: publicKey, password: privateKey });
  return (await request(`${apiUrl}/login`, { method: 'POST', body })).body.token;
}

it('keeps every record that was acknowledged, once, when it is killed while many are being made', async () => {
  const place = await createTestDatabase(true);
  const running = await startServerProcess(place);
  const token = await signIn(place.dataDir, running.apiUrl);

  const acknowledged: string[] = [];
  let sent = 0;
  async function lane(): Promise<void> {
    for (;;) {
      sent += 1;
      const extId = `key-${sent}`;
      const init = {
        method: 'POST',
        headers: { 'X-Session-Key': token },
        body: JSON.stringify(fakeContact({ extId })),
      };
      const answer = await request(`${running.apiUrl}/contacts`, init).catch(() => undefined);
      if (answer === undefined) return;
      expect(answer.status).toBe(200);
      acknowledged.push(extId);
      if (acknowledged.length >= ENOUGH) running.child.kill('SIGKILL');
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(acknowledged.length).toBeGreaterThanOrEqual(ENOUGH);

  const client = await connect(await startTestServer({ ...place }));
  const { body } = await client.get('/contacts', { Count: '1000' });
  const kept = body.map(({ extId }: { extId: string }) => extId);
  expect(acknowledged.filter((extId) => kept.filter((one: string) => one === extId).length !== 1)).toEqual([]);
});
