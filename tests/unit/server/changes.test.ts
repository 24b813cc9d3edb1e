import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createChangeFeed } from '../../../server/changes/change-feed.ts';
import { KEPT_MS, removeOutdated } from '../../../server/changes/retention.ts';
import {
  type Change,
  lastChangeId,
  readChanges,
  removeOldChanges,
  writeChanges,
} from '../../../server/store/changes.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import { createRecords } from '../../../server/store/records.ts';
import type { Database } from '../../../server/store/tables.ts';
import { onEnd } from './endings.ts';
import { startServerProcess } from './server-process.ts';
import { connect, fakeAccount, fakeContact, fakeEmail, request, startTestServer } from './support.ts';
import { createTestDatabase } from './test-database.ts';

const START = Date.parse('2026-05-01T08:00:00Z');

async function openStore() {
  const clock = { at: START };
  const now = () => clock.at;
  const db = await openDatabase(await createTestDatabase(false));
  onEnd('test', () => db.destroy());
  return { db, clock, now, records: createRecords(db, now) };
}

const all = (db: Kysely<Database>, after = 0) => readChanges(db, { after, limit: 1_000_000 });
const short = ({ id, table, recordId, action }: Change) => `${id} ${action} ${table} ${recordId}`;
const ids = (changes: readonly Change[]) => changes.map(({ id }) => id);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('the log of changes', () => {
  it('holds one row for each write, in order, with who and when', async () => {
    const { db, clock, records } = await openStore();
    const { id } = await records.insert('accounts', { name: 'Birch' }, 7);
    clock.at += 1_500;
    await records.update('accounts', id, { city: 'Lund' }, 8);
    await records.softDelete('accounts', id, null);
    const later = '2026-05-01T08:00:01.500Z';
    expect(await all(db)).toEqual([
      { id: 1, table: 'accounts', recordId: id, action: 'insert', actor: 7, at: '2026-05-01T08:00:00.000Z' },
      { id: 2, table: 'accounts', recordId: id, action: 'update', actor: 8, at: later },
      { id: 3, table: 'accounts', recordId: id, action: 'delete', actor: null, at: later },
    ]);
  });

  it('holds nothing of a write without effect', async () => {
    const { db, clock, records } = await openStore();
    const first = await records.insert('emails', { subject: 'a', extKey: 'x' }, 1);
    expect(await records.insert('emails', { subject: 'b', extKey: 'x' }, 2)).toEqual({ id: first.id, created: false });
    await records.update('emails', 999, { subject: 'c' }, 1);
    await records.softDelete('emails', 999, 1);
    await records.softDelete('emails', first.id, 1);
    clock.at += 1_000;
    await records.softDelete('emails', first.id, 2);
    expect((await all(db)).map(short)).toEqual([`1 insert emails ${first.id}`, `2 delete emails ${first.id}`]);
    expect(await records.get('emails', first.id)).toMatchObject({
      dateDeleted: new Date(START).toISOString(),
      salesRepIdDeleted: 1,
    });
  });

  it('holds nothing of what was rolled back, and its numbers go on without a gap', async () => {
    const { db, records } = await openStore();
    await records.insert('accounts', { name: 'Birch' }, 1);
    const failing = records.transaction(async (within) => {
      await within.insert('accounts', { name: 'Pine' }, 1);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const { id } = await records.insert('accounts', { name: 'Oak' }, 1);
    expect((await all(db)).map(({ id, action }) => [id, action])).toEqual([
      [1, 'insert'],
      [2, 'insert'],
    ]);
    expect((await all(db)).at(-1)?.recordId).toBe(id);
    expect((await records.list('accounts')).map(({ name }) => name)).toEqual(['Birch', 'Oak']);
  });

  it('writes the record back when its change cannot be written', async () => {
    const { db, records } = await openStore();
    await db
      .insertInto('changes')
      .values({ id: 1, table: 'x', recordId: 1, action: 'insert', actor: null, at: '' })
      .execute();
    await expect(records.insert('accounts', { name: 'Birch' }, 1)).rejects.toThrow();
    expect(await records.count('accounts')).toBe(0);
    expect(await lastChangeId(db)).toBe(0);
  });

  it('keeps the changes of one transaction together, more of them than one statement holds', async () => {
    const { db, records } = await openStore();
    await records.transaction(async (within) => {
      for (let index = 0; index < 1_201; index += 1) await within.insert('roles', { descriptionEN: 'x' }, 1);
    });
    expect(ids(await all(db))).toEqual(upTo(1_201));
    expect(await lastChangeId(db)).toBe(1_201);
  });

  it('takes part in a transaction that was begun elsewhere', async () => {
    const { db, now } = await openStore();
    const begun = db.transaction().execute(async (inner) => {
      await createRecords(inner, now).insert('accounts', { name: 'Birch' }, 1);
      expect(await lastChangeId(inner)).toBe(1);
      throw new Error('undone');
    });
    await expect(begun).rejects.toThrow('undone');
    expect(await all(db)).toEqual([]);
  });

  it('tells exactly what was done, whatever was done', async () => {
    const { db, records } = await openStore();
    const step = fc.record({
      kind: fc.constantFrom('insert', 'update', 'delete'),
      table: fc.constantFrom('accounts', 'contacts', 'emails'),
      record: fc.integer({ min: 0, max: 5 }),
      undone: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const before = await lastChangeId(db);
        const made: Record<string, number[]> = { accounts: [], contacts: [], emails: [] };
        const deleted = new Set<string>();
        const expected: string[] = [];
        for (const { kind, table, record, undone } of steps) {
          const known = made[table] ?? [];
          const id = known[record % Math.max(1, known.length)] ?? -1;
          const act = async (within: typeof records) => {
            if (kind === 'insert') return (await within.insert(table as 'accounts', {}, 1)).id;
            if (kind === 'update') await within.update(table as 'accounts', id, {}, 1);
            else await within.softDelete(table as 'accounts', id, 1);
            return id;
          };
          if (undone) {
            const undo = records.transaction(async (within) => {
              await act(within);
              throw new Error('undone');
            });
            await expect(undo).rejects.toThrow('undone');
            continue;
          }
          const touched = await act(records);
          if (kind === 'insert') known.push(touched);
          if (touched === -1 || (kind === 'delete' && deleted.has(`${table}${id}`))) continue;
          if (kind === 'delete') deleted.add(`${table}${id}`);
          expected.push(`${kind} ${table} ${touched}`);
        }
        const found = await all(db, before);
        expect(found.map(({ action, table, recordId }) => `${action} ${table} ${recordId}`)).toEqual(expected);
        expect(ids(found)).toEqual(upTo(before + expected.length, before + 1));
      }),
      { numRuns: 40 },
    );
  });

  it('never shows a number before a smaller one, however long its writer takes', async () => {
    const { db, records } = await openStore();
    const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    const writers = Array.from({ length: 8 }, async () => {
      for (let index = 0; index < 20; index += 1) {
        await records.transaction(async (within) => {
          await within.insert('accounts', { name: 'a' }, 1);
          await pause();
          await within.insert('contacts', { firstName: 'b' }, 1);
        });
      }
    });
    let writing = true;
    const done = Promise.all(writers).finally(() => {
      writing = false;
    });
    const seen: Change[] = [];
    while (writing || (seen.at(-1)?.id ?? 0) < (await lastChangeId(db))) {
      seen.push(...(await all(db, seen.at(-1)?.id ?? 0)));
      await pause();
    }
    await done;
    expect(ids(seen)).toEqual(upTo(320));
    expect(seen.filter(({ table }) => table === 'accounts')).toHaveLength(160);
  });
});

describe('old changes', () => {
  const change = { table: 'accounts', recordId: 1, action: 'update', actor: 1 } as const;
  const write = (db: Kysely<Database>, count: number, at: number) =>
    db.transaction().execute((inner) => writeChanges(inner, Array(count).fill(change), new Date(at).toISOString()));

  it('go after 30 days, and the numbers go on', async () => {
    const { db, clock, now } = await openStore();
    await write(db, 2_500, START);
    await write(db, 3, START + 1);
    clock.at = START + KEPT_MS + 1;
    await removeOutdated(db, now);
    expect(ids(await all(db))).toEqual([2_501, 2_502, 2_503]);
    clock.at += 1;
    await removeOutdated(db, now);
    expect(await all(db)).toEqual([]);
    expect(await lastChangeId(db)).toBe(2_503);
    await write(db, 1, clock.at);
    expect(ids(await all(db))).toEqual([2_504]);
  });

  it('go in small portions', async () => {
    const { db } = await openStore();
    await write(db, 25, START);
    const olderThan = new Date(START + 1).toISOString();
    expect(await removeOldChanges(db, { olderThan, limit: 10 })).toBe(10);
    expect(ids(await all(db))).toEqual(upTo(25, 11));
  });

  it('leave no hole where a clock was set back', async () => {
    const { db } = await openStore();
    await write(db, 2, START);
    await write(db, 2, START + 5_000);
    await write(db, 2, START - 5_000);
    await removeOldChanges(db, { olderThan: new Date(START + 1_000).toISOString(), limit: 1_000 });
    expect(ids(await all(db))).toEqual([3, 4, 5, 6]);
  });

  it('are removed when the server starts', async () => {
    const place = await createTestDatabase(false);
    const db = await openDatabase(place);
    await write(db, 5, START);
    await db.destroy();
    const server = await startTestServer({ ...place, sample: false, now: () => START + KEPT_MS + 1 });
    const again = await openDatabase(place);
    onEnd('test', () => again.destroy());
    await expect.poll(async () => (await all(again))[0]?.id).toBeGreaterThan(5);
    await server.close();
  });
});

describe('waiting for changes', () => {
  const never = new AbortController().signal;

  it('ends with a change, with its time, with its signal, and with the feed', async () => {
    const { db, records } = await openStore();
    const feed = createChangeFeed({ db, pollMs: 20, onFault: (error) => expect.unreachable(String(error)) });
    const last = await feed.last();
    const written = feed.wait(last, 60_000, never);
    await records.insert('accounts', { name: 'Birch' }, 1);
    await written;
    expect(ids((await feed.read(last)) ?? [])).toEqual([last + 1]);
    await feed.wait(last, 60_000, never);

    const before = performance.now();
    await feed.wait(last + 1, 100, never);
    expect(performance.now() - before).toBeGreaterThan(95);
    const leaving = new AbortController();
    const left = feed.wait(last + 1, 60_000, leaving.signal);
    leaving.abort();
    await left;
    const closing = feed.wait(last + 1, 60_000, never);
    await feed.close();
    await closing;
    await feed.wait(last + 1, 60_000, never);
  });

  it('goes on while the database is away, which is told once', async () => {
    const { db } = await openStore();
    const faults: unknown[] = [];
    const feed = createChangeFeed({ db, pollMs: 10, onFault: (error) => faults.push(error) });
    const last = await feed.last();
    await db.destroy();
    await feed.wait(last, 300, never);
    expect(faults).toHaveLength(1);
    await expect(feed.read(last + 1)).rejects.toThrow();
    await feed.close();
  });
});

describe('through the API', () => {
  async function open() {
    const place = await createTestDatabase(true);
    const server = await startTestServer({ ...place, choices: { hierarchy: 'ignored' } });
    const db = await openDatabase(place);
    onEnd('test', () => db.destroy());
    const before = await lastChangeId(db);
    const since = async () => (await all(db, before)).map(({ id: _, at: __, ...rest }) => rest);
    return { server, client: await connect(server, 1), since, before };
  }

  it('is written by every create, change and delete, as the user of the key', async () => {
    const { client, since, before } = await open();
    expect(before).toBeGreaterThan(0);
    const { id } = (await client.call('POST', '/accounts', fakeAccount())).body;
    await client.call('PUT', `/accounts/${id}`, { city: 'Oslo' });
    await client.call('DELETE', `/accounts/${id}`);
    const change = { table: 'accounts', recordId: id, actor: 2 };
    expect(await since()).toEqual([
      { ...change, action: 'insert' },
      { ...change, action: 'update' },
      { ...change, action: 'delete' },
    ]);
  });

  it('is not written by what is refused, nor by a create that found its record', async () => {
    const { client, since } = await open();
    await client.call('POST', '/contacts', fakeContact({ accountId: 999 }));
    await client.call('PUT', '/contacts/1', { firstName: null });
    await client.call('PUT', '/contacts/999', { firstName: 'x' });
    await client.call('DELETE', '/emails/1');
    expect(await since()).toEqual([]);
    const ids = [];
    for (const subject of ['a', 'b']) {
      ids.push((await client.call('POST', '/emails', fakeEmail({ subject, extId: 'same' }))).body.id);
    }
    expect(ids[1]).toBe(ids[0]);
    expect(await since()).toEqual([{ table: 'emails', recordId: ids[0], action: 'insert', actor: 2 }]);
  });

  it('is written when bytes arrive, and dateUpdated stays as it is', async () => {
    const { client, since } = await open();
    const attachments = [{ name: 'a.txt' }, { name: 'b.txt' }];
    const email = (await client.call('POST', '/emails', fakeEmail({ attachments }))).body;
    const document = (await client.call('POST', '/accounts/1/documents', { name: 'c.txt' })).body;
    for (const { locator } of [...email.attachments, document])
      await request(locator, { method: 'PUT', body: 'bytes' });
    const arrived = { action: 'update', actor: 2 };
    expect((await since()).slice(2)).toEqual([
      { table: 'emails', recordId: email.id, ...arrived },
      { table: 'emails', recordId: email.id, ...arrived },
      { table: 'documents', recordId: Number(document.id), ...arrived },
    ]);
    expect((await client.get(`/emails/${email.id}`)).body.dateUpdated).toBeNull();
    expect((await client.get(`/documents/${document.id}`)).body.dateUpdated).toBeNull();
  });
});

it('loses no change of an acknowledged write when the server is killed', async () => {
  const place = await createTestDatabase(true);
  const noted = await startTestServer({ ...place });
  const key = noted.sample?.users[0]?.key;
  await noted.close();
  const running = await startServerProcess(place);
  const login = { method: 'POST', body: JSON.stringify({ username: key?.publicKey, password: key?.privateKey }) };
  const { token } = (await request(`${running.apiUrl}/login`, login)).body;
  const acknowledged: number[] = [];
  for (;;) {
    const init = { method: 'POST', headers: { 'X-Session-Key': token }, body: JSON.stringify(fakeContact()) };
    // Killed with one request on its way.
    const answer = request(`${running.apiUrl}/contacts`, init).catch(() => undefined);
    if (acknowledged.length === 8) running.child.kill('SIGKILL');
    const done = await answer;
    if (done?.status === 200) acknowledged.push(done.body.id);
    if (done === undefined) break;
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(8);
  const db = await openDatabase(place);
  onEnd('test', () => db.destroy());
  const made = (await all(db)).filter(({ table, action }) => table === 'contacts' && action === 'insert');
  const found = made.map(({ recordId }) => recordId);
  const kept = (await createRecords(db, Date.now).list('contacts')).map(({ id }) => id);
  expect(found).toEqual(kept);
  expect(kept).toEqual(expect.arrayContaining(acknowledged));
});
