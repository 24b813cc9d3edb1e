import { expect, it } from 'vitest';
import { toConversationKey, toExtId, toMessageKey, toSourceKey } from '../../../utils/queue/identity.ts';

const source = { site: 'gmail', account: 'rep@own.example', ref: 'msg-f:1' };

it('gives the same e-mail key to the same message in anybody’s mailbox, and fits v4', async () => {
  const key = await toExtId(await toMessageKey(' <a@mail.example> '), 1);
  expect(key).toBe(await toExtId(await toMessageKey('<a@mail.example>'), 1));
  expect(key).toBe(await toExtId(await toMessageKey('a@mail.example'), 1));
  expect(key).toMatch(/^tandem-[0-9a-f]{64}$/);
});

it('never changes: keys of an older version must be found in the CRM', async () => {
  expect(await toExtId(await toMessageKey('<a@mail.example>'), 1)).toBe(FROZEN);
});

it('tells messages, companies, mailboxes and conversations apart', async () => {
  const message = await toMessageKey('<a@mail.example>');
  const keys = await Promise.all([
    message,
    toMessageKey('<A@mail.example>'),
    toExtId(message, 1),
    toExtId(message, 11),
    toSourceKey(source),
    toSourceKey({ ...source, account: 'other@own.example' }),
    toSourceKey({ ...source, ref: 'msg-f:2' }),
    toConversationKey(source),
    toConversationKey({ ...source, threadRef: 'thread-f:1' }),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
});

const FROZEN = 'tandem-aef667726e7bacbfaa375559eaf88ebb6a0b7f4e077d65ee0a197d1f86d08681';
