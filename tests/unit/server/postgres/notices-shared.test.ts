import { expect, it } from 'vitest';
import { waitUntil } from '../../../support/wait-until.ts';
import { startMailServer } from '../mail-server.ts';
import { startServerProcess } from '../server-process.ts';
import { connect, startTestServer } from '../support.ts';
import { createTestDatabase } from '../test-database.ts';

const EVENTS = 20;

it('two processes on one database send each notice once', async () => {
  const mail = await startMailServer();
  const place = await createTestDatabase(true);
  const smtp = mail.settings;
  const server = await startTestServer({ ...place, smtp });
  await startServerProcess({ ...place, smtp } as typeof place);
  const client = await connect(server);
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(2, 10).replaceAll('-', '/');
  for (let count = 0; count < EVENTS; count += 1) {
    const made = await client.call('POST', '/calendar', { subject: `Visit ${count}`, startDate: day, allDay: true });
    expect(made.status).toBe(200);
  }
  const settled = async () => {
    const { notices } = (await client.get('/tandem/notices')).body;
    return notices.length === EVENTS && notices.every(({ state }: { state: string }) => state === 'sent');
  };
  await waitUntil('all notices to be sent', settled, 30_000);
  const titles = mail.received.map(({ email }) => email.subject?.replace(/^.*: /, ''));
  expect(titles.sort()).toEqual(Array.from({ length: EVENTS }, (_, count) => `Visit ${count}`).sort());
});
