import { expect, it } from 'vitest';
import { CrmRejectedError } from '../../../utils/crm/errors/crm-rejected-error.ts';
import { redact } from '../../../utils/log/redact.ts';
import { buildIntake, handOver } from './support/build-intake.ts';
import { buildPush } from './support/build-push.ts';
import { findLeaks } from './support/find-leaks.ts';
import { toReference } from './support/model-mail.ts';

const words = ['secretword0x', 'secretword1x', 'secretword2x', 'rep@own.example'];

it('finds what it is to find, or the tests below prove nothing', async () => {
  const { db } = buildIntake([]);
  await db.table('troubles').put({ id: 'text', what: 'about secretword0x', lastAt: 1 });
  await db
    .table('parts')
    .put({ owner: 'a', index: 0, sealed: { data: new TextEncoder().encode('secretword1x').buffer } });
  expect(await findLeaks(db, words)).toEqual(['parts/sealed', 'troubles/what']);
});

it('leaves no address, subject or byte of skipped messages anywhere', async () => {
  const { db, intake, mails, logged } = buildIntake([{ companies: [] }, { trap: 'automated', files: ['small'] }]);
  for (const mail of mails) {
    for (const order of await intake.notice([toReference(mail)])) await handOver(intake, order.orderId, mail);
  }
  expect(await findLeaks(db, words)).toEqual([]);
  expect(await db.counters.toArray()).toEqual([
    { rule: 'automated-message', count: 1 },
    { rule: 'nobody-in-crm', count: 1 },
  ]);
  expect(logged.join('\n')).not.toContain('secretword');
});

it('leaves nothing of a waiting message readable', async () => {
  const { db } = await buildPush([{ companies: [1, 2], files: ['small'], isLong: true }]);
  expect(await db.outbox.count()).toBe(2);
  expect(await findLeaks(db, words)).toEqual([]);
});

it('leaves no content of a finished message, sealed or not, and no readable word of its receipt', async () => {
  const { db, push, logged } = await buildPush([{ files: ['small', 'too-large'], isLong: true }]);
  await push.run();
  expect((await db.outbox.toArray()).map(({ state, progress }) => [state, progress])).toEqual([['done', undefined]]);
  expect(await db.parts.count()).toBe(0);
  expect((await db.messages.toArray()).map(({ content }) => content)).toEqual([null]);
  expect(await findLeaks(db, words)).toEqual([]);
  expect(logged.join('\n')).not.toContain('secretword');
});

it('keeps the CRM’s words for a refusal out of sight and out of the log', async () => {
  const { db, push, crm, logged } = await buildPush([{}]);
  crm.createEmail = async () => {
    throw new CrmRejectedError('refused', 400, 'value "secretword0x subject" is too long');
  };
  await push.run();
  expect(await findLeaks(db, words)).toEqual([]);
  expect(logged.map(redact).join('\n')).not.toContain('secretword');
});

it('keeps an order by ids and companies, never by who wrote or what', async () => {
  const { db, intake, mails } = buildIntake([{ companies: [1, 2] }]);
  await intake.notice(mails.map(toReference));
  expect(await db.orders.count()).toBe(1);
  expect(await findLeaks(db, ['secretword0x'])).toEqual([]);
});
