import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../server/store/open-database.ts';
import { PASSWORD } from '../../support/dovecot.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { signIn } from './access-rig.ts';
import { addMailbox, fakeMailbox, imapOptions, letter, logged, startMail, strangers, untilState } from './imap-rig.ts';
import { startServerProcess } from './server-process.ts';
import { connect, startTestServer } from './support.ts';
import { createTestDatabase, databaseKind } from './test-database.ts';

/** What is tried on PostgreSQL is the storing, not the reading. */
const MESSAGES = databaseKind === 'sqlite' ? 10_000 : 1_000;
const WANTED = 60;
/** Killed once this many are logged. */
const ENOUGH = 15;
/** It takes a tenth of this. */
const PATIENCE_MS = 180_000;

it(
  'reads a large mailbox across kill -9, logs what is wanted once, and keeps nothing of the rest',
  async () => {
    const mail = await startMail();
    const address = await addMailbox(mail);
    const wanted = Array.from({ length: WANTED }, (_, i) => ({
      source: letter({ to: address, subject: `wanted ${i}`, file: { name: `${i}.pdf`, bytes: `file ${i}` } }),
      at: Date.now() - Math.floor((i * MESSAGES) / WANTED) * 1_000,
    }));
    await mail.deliver(address, ...strangers(MESSAGES - WANTED, address), ...wanted);

    const place = await createTestDatabase(true);
    const options = { ...place, imap: imapOptions };
    const process = await startServerProcess(options);
    const { users } = JSON.parse(await readFile(join(place.dataDir, 'sample.json'), 'utf8'));
    const before = await signIn({ apiUrl: process.apiUrl }, users[0].key);
    const { body } = await before.call('POST', '/tandem/imap', fakeMailbox(mail, address));
    await waitUntil('some of it', async () => (await logged(before)).length >= ENOUGH, 60_000);
    process.child.kill('SIGKILL');

    const client = await connect(await startTestServer(options));
    expect((await logged(client)).length).toBeLessThan(WANTED);
    await untilState(client, body.account.id, 'listening', 60_000);
    const emails = await logged(client);
    const subjects = emails.map(({ subject }: { subject: string }) => subject);
    expect(subjects.sort()).toEqual(wanted.map((_, i) => `wanted ${i}`).sort());
    const state = (await client.get(`/tandem/imap/${body.account.id}`)).body;
    expect(state.parked).toBe(0);
    expect(state.skipped).toBeGreaterThanOrEqual(MESSAGES - WANTED);

    const db = await openDatabase(place);
    const open = await db.selectFrom('emailAttachments').select('id').where('fileKey', 'is', null).execute();
    expect(open).toEqual([]);
    let all = process.output();
    for (const { name, schema } of await db.introspection.getTables()) {
      if (schema === 'information_schema') continue;
      const table = schema === undefined ? sql.id(name) : sql.id(schema, name);
      all += JSON.stringify((await sql`select * from ${table}`.execute(db)).rows);
    }
    await db.destroy();
    expect(all).toContain('wanted 1');
    for (const secret of ['confidential', 'someone1', 'elsewhere1.example', PASSWORD])
      expect(all).not.toContain(secret);
  },
  PATIENCE_MS,
);

it('is read by one process at a time', async () => {
  const mail = await startMail();
  const address = await addMailbox(mail);
  const place = await createTestDatabase(true);
  const options = { ...place, imap: imapOptions };
  const [first, second] = [await startTestServer(options), await startTestServer(options)];
  const client = await connect(first);
  const { body } = await client.call('POST', '/tandem/imap', fakeMailbox(mail, address));
  await untilState(client, body.account.id, 'listening');
  // One connection for the inbox, one for sent mail.
  await waitUntil('both connections', () => mail.connections(address) === 2);
  await first.close();
  const other = await connect(second);
  await mail.deliver(address, { source: letter({ to: address, subject: 'for the other' }) });
  await waitUntil('the other to read it', async () => (await logged(other, 'for the other')).length === 1);
});
