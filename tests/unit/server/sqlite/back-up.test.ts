import { cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../../../server/store/back-up.ts';
import { temporaryFolder } from '../endings.ts';
import { runServer } from '../server-process.ts';
import { connect, fakeContact, fakeEmail, request, startTestServer } from '../support.ts';

describe('a backup', () => {
  it('made while records are being made holds all that was acknowledged before it, and can be started from', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const { body } = await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'a.txt' }] }));
    await request(body.attachments[0].locator, { method: 'PUT', body: 'bytes' });

    let made = 0;
    let atStart = 0;
    let ended = false;
    async function lane(): Promise<void> {
      while (!ended) {
        const { status } = await client.call('POST', '/contacts', fakeContact({ lastName: 'Busy' }));
        expect(status).toBe(200);
        made += 1;
      }
    }
    const restored = await temporaryFolder();
    const work = Promise.all([lane(), lane()]);
    try {
      await expect.poll(() => made).toBeGreaterThan(20);
      atStart = made;
      const file = join(restored, 'crm.sqlite');
      const { output } = await runServer(['--data', server.dataDir, '--backup', file], /$^/);
      expect(output()).toContain(`The database is copied to ${file}.`);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      await cp(join(server.dataDir, 'files'), join(restored, 'files'), { recursive: true });
    } finally {
      ended = true;
      await work;
    }
    expect(made).toBeGreaterThan(atStart);
    await cp(join(server.dataDir, 'sample.json'), join(restored, 'sample.json'));

    const again = await startTestServer({ dataDir: restored });
    const reader = await connect(again);
    const kept = (await reader.get('/contacts?lastName=Busy', { Count: '1000' })).body;
    expect(kept.length).toBeGreaterThanOrEqual(atStart);
    expect(kept.length).toBeLessThanOrEqual(made);
    expect((await reader.call('POST', '/contacts', fakeContact())).status).toBe(200);
    const page = await fetch(again.createSignInLink({ next: '/files/attachments/1' }), { redirect: 'manual' });
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await (await fetch(`${again.url}/files/attachments/1`, { headers: { cookie } })).text()).toBe('bytes');
  });

  it('overwrites nothing', async () => {
    const { dataDir } = await startTestServer();
    const file = join(await temporaryFolder(), 'kept');
    await writeFile(file, 'kept');
    await expect(backUp(join(dataDir, 'crm.sqlite'), file)).rejects.toThrow('exists already');
  });

  it('of nothing is refused, and makes nothing', async () => {
    const folder = await temporaryFolder();
    await expect(backUp(join(folder, 'crm.sqlite'), join(folder, 'copy'))).rejects.toThrow('There is no database');
    expect(await readdir(folder)).toEqual([]);
  });

  it('of what is no database fails, and leaves nothing', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'copies'));
    await writeFile(join(folder, 'crm.sqlite'), 'x'.repeat(5_000));
    await expect(backUp(join(folder, 'crm.sqlite'), join(folder, 'copies/copy'))).rejects.toThrow('not a database');
    expect(await readdir(join(folder, 'copies'))).toEqual([]);
  });
});
