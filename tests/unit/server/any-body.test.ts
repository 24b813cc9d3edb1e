import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultChoices } from '../../../server/v4/choices.ts';
import { createEntities } from '../../../server/v4/entities.ts';
import { connect, fakeAccount, fakeContact, fakeEmail, startTestServer } from './support.ts';

const bases: Record<string, () => object> = {
  accounts: fakeAccount,
  contacts: fakeContact,
  emails: fakeEmail,
  calendar: () => ({ startDate: '26/05/09', startHour: '09:30', endDate: '26/05/09', endHour: '10:15' }),
  calls: () => ({ phone: '+34 555 0199', accountId: 1, salesRepId: 1 }),
  accountAddresses: () => ({ accountId: 1 }),
};

it('answers 200 or a reasoned 400 to any body, and what it took it can read again', async () => {
  const client = await connect(await startTestServer());
  const entities = createEntities(defaultChoices);
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(-1, 0, 1, 1e308, -0.5, 2 ** 53, '', '2026-05-09', '\u0000', '\ud800', '__proto__', [], {}),
  );
  const written = fc
    .constantFrom(...Object.keys(bases), 'activities', 'documents', 'opportunities')
    .chain((resource) => {
      const names = [
        ...(entities.get(resource)?.fields ?? []).map(({ name }) => name),
        '__proto__',
        'constructor',
        'extKey',
      ];
      const change = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 3 });
      return fc.tuple(fc.constant(resource), change.map(Object.fromEntries));
    });
  await fc.assert(
    fc.asyncProperty(written, async ([resource, change]) => {
      const body = { ...bases[resource]?.(), ...(change as object) };
      const { status, body: answer } = await client.call('POST', `/${resource}`, body);
      if (status === 200) {
        expect((await client.get(`/${resource}/${answer.id}`)).status).toBe(200);
        return;
      }
      expect([status, typeof answer.error]).toEqual([400, 'string']);
      expect([-1, 901]).toContain(answer.code);
    }),
    { numRuns: 400 },
  );
});

it('refuses a number too large to be one', async () => {
  const client = await connect(await startTestServer());
  const answer = await client.call('PUT', '/accounts/1', '{"latitude":1e400}');
  expect([answer.status, answer.body.error]).toEqual([400, 'latitude must be a number']);
});
