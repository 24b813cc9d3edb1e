import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../server/store/open-database.ts';
import { openPostgres } from '../../../../server/store/open-postgres.ts';
import { troubleOf } from '../../../../server/store/store-trouble.ts';
import { onEnd } from '../endings.ts';
import { runServer } from '../server-process.ts';
import { asOperator, createTestDatabase } from '../test-database.ts';

async function open() {
  const { databaseUrl = '' } = await createTestDatabase(false);
  const db = await openPostgres(databaseUrl);
  onEnd('test', () => db.destroy());
  return { db, databaseUrl };
}

describe('a database that cannot be used', () => {
  it.each([
    ['nowhere', 'must look like postgresql://'],
    ['mysql://crm@db.example/crm', 'must look like postgresql://'],
    ['postgresql://crm:secret@127.0.0.1:1/crm', 'cannot be reached: connect ECONNREFUSED'],
  ])('%s is refused: %s', async (url, words) => {
    await expect(openPostgres(url)).rejects.toThrow(words);
    await expect(openPostgres(url)).rejects.not.toThrow('secret');
  });

  it('because it does not exist is named by the server in one line', async () => {
    const { databaseUrl = '', dataDir } = await createTestDatabase(false);
    const absent = databaseUrl.replace(/\/t_\w+/u, '/absent');
    const { output } = await runServer(['--port', '0'], /Usage/, { dataDir, databaseUrl: absent });
    expect(output()).toContain('The database cannot be reached: database "absent" does not exist');
    expect(output()).not.toMatch(/at .*\.ts:/u);
  });

  it('because of its encoding is refused', async () => {
    const { databaseUrl = '' } = await createTestDatabase(false);
    const options = "template template0 encoding 'LATIN1' locale_provider libc locale 'C'";
    await asOperator(databaseUrl, `create database latin ${options}`);
    onEnd('test', async () => {
      await asOperator(databaseUrl, 'drop database latin with (force)');
    });
    await expect(openPostgres(databaseUrl.replace(/\/t_\w+/u, '/latin'))).rejects.toThrow('UTF8, not LATIN1');
  });

  it('is found to be of a newer server rather than changed', async () => {
    const { db, databaseUrl } = await open();
    await sql`insert into kysely_migration values ('9999-later', '2099-01-01T00:00:00.000Z')`.execute(db);
    await expect(openDatabase({ dataDir: '', databaseUrl })).rejects.toThrow('could not be brought up to date');
  });
});

describe('what the database answers', () => {
  it('are numbers where numbers are counted or summed, and texts otherwise', async () => {
    const { db } = await open();
    const { rows } = await sql`
      select count(*) as count, sum(x) as sum, avg(x) as average, 2147483648::bigint as big, '1' as text
      from (values (1), (2)) as t (x)
    `.execute(db);
    expect(rows).toEqual([{ count: 2, sum: 3, average: 1.5, big: 2_147_483_648, text: '1' }]);
  });

  it('to two transactions that wait for each other ends one of them, which is told to try again', async () => {
    const { db } = await open();
    const passes = Promise.withResolvers<void>();
    const lock = (id: number) => sql`select pg_advisory_xact_lock(${id}::bigint)`;
    let arrived = 0;
    const cross = (first: number, second: number) =>
      db.transaction().execute(async (within) => {
        await lock(first).execute(within);
        arrived += 1;
        if (arrived === 2) passes.resolve();
        await passes.promise;
        await lock(second).execute(within);
      });
    const ends = await Promise.allSettled([cross(1, 2), cross(2, 1)]);
    const failed = ends.filter((end) => end.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(troubleOf(failed[0]?.reason)).toBe('unavailable');
  });

  it('to a fault of the program stays a fault', async () => {
    const { db } = await open();
    const error = await sql`select * from nothing`.execute(db).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(troubleOf(error)).toBeUndefined();
  });
});
