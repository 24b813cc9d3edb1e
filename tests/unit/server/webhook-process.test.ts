import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatabasePlace } from '../../../server/store/open-database.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { onEnd } from './endings.ts';
import { fakeAccount, request } from './support.ts';
import { createTestDatabase, environmentOf } from './test-database.ts';
import { startReceiver } from './webhook-receiver.ts';

/** A server as an operator starts it, and its API. */
async function startProcess(place: DatabasePlace) {
  const args = ['server/main.ts', '--port', '0', '--data', place.dataDir, '--sample', '--private-hooks'];
  const child = spawn('node', args, { stdio: ['ignore', 'pipe', 'inherit'], env: environmentOf(place) });
  const ended = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  onEnd('test', async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await waitUntil('the server to start', () => /sign-in\/\S+\n/.test(output), 20_000);
  const [, api] = /its API at (\S+)/.exec(output) ?? [];
  const { users } = JSON.parse(await readFile(join(place.dataDir, 'sample.json'), 'utf8'));
  const { publicKey, privateKey } = users[0].key;
  const login = await request(`${api}/login`, {
    method: 'POST',
    body: JSON.stringify({ username: publicKey, password: privateKey }),
  });
  const post = (path: string, body: object) =>
    request(`${api}${path}`, {
      method: 'POST',
      headers: { 'X-Session-Key': login.body.token },
      body: JSON.stringify(body),
    });
  return { child, ended, post };
}

describe('a server that is killed', () => {
  it('between a change and its webhook delivers when it is started again', async () => {
    const receiver = await startReceiver();
    const place = await createTestDatabase(true);
    const first = await startProcess(place);
    const hook = await first.post('/hooks', { name: 'x', action: 'insert', entity: 'account', url: receiver.url });
    expect(hook.status).toBe(200);
    const made = await first.post('/accounts', fakeAccount({ name: 'Written just before' }));
    first.child.kill('SIGKILL');
    await first.ended;
    expect(made.status).toBe(200);
    expect(receiver.deliveries).toEqual([]);

    await startProcess(place);
    await waitUntil('the webhook', () => receiver.deliveries.length > 0, 15_000);
    expect(receiver.deliveries.map(({ records }) => records)).toMatchObject([
      [{ id: made.body.id, name: 'Written just before' }],
    ]);
  });

  it('in the midst of a delivery makes it again, under the same id', { timeout: 120_000 }, async () => {
    const receiver = await startReceiver();
    receiver.answer = () => {};
    const place = await createTestDatabase(true);
    const first = await startProcess(place);
    await first.post('/hooks', { name: 'x', action: 'insert', entity: 'account', url: receiver.url });
    await first.post('/accounts', fakeAccount());
    await waitUntil('the delivery to begin', () => receiver.deliveries.length === 1);
    first.child.kill('SIGKILL');
    await first.ended;

    receiver.answer = (response) => response.end();
    await startProcess(place);
    // The lease of the dead process has to run out first, and a failure counted for it to be waited for.
    await waitUntil('the delivery to be made again', () => receiver.deliveries.length === 2, 90_000);
    const [one, two] = receiver.deliveries.map(({ headers, records }) => [headers['webhook-id'], records[0]?.id]);
    expect(two).toEqual(one);
  });

  it('gently lets a delivery finish first', async () => {
    const receiver = await startReceiver();
    const place = await createTestDatabase(true);
    const { child, ended, post } = await startProcess(place);
    await post('/hooks', { name: 'x', action: 'insert', entity: 'account', url: receiver.url });
    receiver.answer = (response) => setTimeout(() => response.end(), 1_000);
    await post('/accounts', fakeAccount());
    await waitUntil('the delivery to begin', () => receiver.deliveries.length === 1);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);

    // Had the answer not been waited for, the next start would send it once more.
    await startProcess(place);
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(receiver.deliveries).toHaveLength(1);
  });
});
