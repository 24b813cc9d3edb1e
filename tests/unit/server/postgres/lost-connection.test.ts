import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../support/wait-until.ts';
import { onEnd } from '../endings.ts';
import { connect, fakeContact, startTestServer, type TestClient } from '../support.ts';
import { createTestDatabase } from '../test-database.ts';

const SERVERS = "application_name = 'tandem-crm' and datname = current_database()";
const WAITING = `${SERVERS} and wait_event_type = 'Lock'`;
const end = (which: string) => `select pg_terminate_backend(pid) from pg_stat_activity where ${which}`;

/** A server on PostgreSQL, and a connection of its operator. */
async function start() {
  const { dataDir, databaseUrl } = await createTestDatabase(true);
  const faults: unknown[] = [];
  const server = await startTestServer({ dataDir, databaseUrl, onFault: (error) => faults.push(error) });
  const operator = new pg.Client({ connectionString: databaseUrl });
  await operator.connect();
  onEnd('test', () => operator.end());
  return { client: await connect(server), operator, faults };
}

/** Asks while a table is locked, so that the database is at work on it when the connection is cut. */
async function cutDuring(operator: pg.Client, table: string, ask: () => ReturnType<TestClient['call']>) {
  await operator.query('begin');
  await operator.query(`lock table "${table}" in access exclusive mode`);
  let isAnswered = false;
  const asked = ask().finally(() => {
    isAnswered = true;
  });
  // Background work waits for the same table now and then; nobody gets through until the request itself has been cut off.
  await waitUntil('the request to be cut off', async () => {
    await operator.query(end(WAITING));
    return isAnswered;
  });
  await operator.query('rollback');
  return asked;
}

describe('a connection to the database that is lost', () => {
  it('in the middle of a read answers 503 and when to try again, and the next read is well', async () => {
    const { client, operator, faults } = await start();
    const answer = await cutDuring(operator, 'accounts', () => client.get('/accounts'));
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ code: -1, error: 'the database cannot answer now, try again' });
    expect(answer.headers.get('Retry-After')).toBe('1');
    expect(faults).toHaveLength(1);
    expect((await client.get('/accounts')).body).toHaveLength(7);
  });

  it('in the middle of a create answers 503 and leaves nothing, and the same create then makes one record', async () => {
    const { client, operator } = await start();
    const contact = fakeContact({ extId: 'once' });
    // Held up at the end of its transaction, with the record already written.
    const answer = await cutDuring(operator, 'changes', () => client.call('POST', '/contacts', contact));
    expect(answer.status).toBe(503);
    expect((await client.where('contacts', "extId='once'")).body).toEqual([]);
    expect((await client.call('POST', '/contacts', contact)).status).toBe(200);
    expect((await client.where('contacts', "extId='once'")).body).toHaveLength(1);
  });

  it('while nobody asks goes unnoticed', async () => {
    const { client, operator, faults } = await start();
    await Promise.all(Array.from({ length: 5 }, () => client.get('/accounts')));
    await operator.query(end(SERVERS));
    await waitUntil('the connections to be gone', async () => {
      const { rows } = await operator.query(`select 1 from pg_stat_activity where ${SERVERS}`);
      return rows.length === 0;
    });
    // The end of a socket is told a moment after the end of its backend.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.get('/accounts')));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(faults).toEqual([]);
  });
});
