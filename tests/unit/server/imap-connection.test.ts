import { beforeAll, expect, it } from 'vitest';
import { TEST_STEPS } from '../../../server/imap/connectivity-test.ts';
import { type Dovecot, EXPIRED_HOST, PASSWORD, SELF_SIGNED_HOST } from '../../support/dovecot.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { addMailbox, fakeMailbox, imapOptions, setUp, startMail, untilState } from './imap-rig.ts';
import { connect, startTestServer, type TestClient } from './support.ts';

let mail: Dovecot;
let client: TestClient;
let address: string;

beforeAll(async () => {
  mail = await startMail();
  client = await connect(await startTestServer({ imap: imapOptions }, 'file'));
  address = await addMailbox(mail);
});

type Overrides = () => Record<string, unknown>;
const test = async (overrides: Overrides) =>
  (await client.call('POST', '/tandem/imap/test', fakeMailbox(mail, address, overrides()))).body;

it.each<[string, Overrides]>([
  ['TLS from the start', () => ({})],
  ['STARTTLS', () => ({ port: mail.ports.imap, tls: 'starttls' })],
  ['no TLS on this machine', () => ({ port: mail.ports.imap, tls: 'none' })],
])('a connection by %s is green in every step', async (_, overrides) => {
  const { ok, steps } = await test(overrides);
  expect(ok).toBe(true);
  expect(steps.map(({ step, result }: { step: string; result: string }) => [step, result])).toEqual(
    TEST_STEPS.map((step) => [step, 'ok']),
  );
  expect(steps.at(-1).details).toBe('INBOX, Sent');
});

it.each<[string, (typeof TEST_STEPS)[number], Overrides, RegExp]>([
  ['a name that is not there', 'name', () => ({ server: 'mail.invalid' }), /no such name|could not be looked up/],
  ['a port nobody answers at', 'port', () => ({ port: 1 }), /ECONNREFUSED/],
  ['a certificate that has expired', 'tls', () => ({ server: EXPIRED_HOST }), /expired/],
  ['a certificate nobody vouches for', 'tls', () => ({ server: SELF_SIGNED_HOST }), /^self-signed certificate$/],
  ['a certificate of another name', 'tls', () => ({ server: '127.0.0.1' }), /does not match/],
  ['the other kind of TLS', 'tls', () => ({ port: mail.ports.imap }), /wrong version number/],
  ['a wrong password', 'logIn', () => ({ password: 'wrong' }), /Authentication failed/],
])('%s fails in its step, in the words of the server and with what to do', async (_, failing, overrides, words) => {
  const { ok, steps } = await test(overrides);
  expect(ok).toBe(false);
  const at = TEST_STEPS.indexOf(failing);
  expect(steps.map(({ result }: { result: string }) => result)).toEqual(
    TEST_STEPS.map((_step, i) => (i < at ? 'ok' : i === at ? 'failed' : 'notTried')),
  );
  expect(steps[at].words).toMatch(words);
  expect(steps[at].advice).toMatch(/\w{4}/);
  expect(JSON.stringify(steps)).not.toContain(PASSWORD);
});

it('a mailbox that is kept is tested with the password that is kept', async () => {
  const id = await setUp(client, fakeMailbox(mail, address));
  expect((await client.call('POST', `/tandem/imap/${id}/test`)).body.ok).toBe(true);
});

it('a wrong password stops a mailbox at the first refusal, and the right one lets it go on', async () => {
  const own = await addMailbox(mail);
  const { body } = await client.call('POST', '/tandem/imap', fakeMailbox(mail, own, { password: 'wrong' }));
  const path = `/tandem/imap/${body.account.id}`;
  await untilState(client, body.account.id, 'stopped');
  const stopped = (await client.get(path)).body;
  expect(stopped).toMatchObject({ isOn: true, problem: 'sign-in', words: 'Authentication failed.', nextTryAt: null });
  await waitUntil('the mail server to note it', () => mail.failedLogIns(own) > 0);
  await client.call('PUT', path, { password: PASSWORD });
  await untilState(client, body.account.id, 'listening');
  expect(mail.failedLogIns(own)).toBe(1);
});

it('a certificate that is not good is never given a password, and is tried again later', async () => {
  const own = await addMailbox(mail);
  const wrong = fakeMailbox(mail, own, { server: EXPIRED_HOST, password: 'wrong' });
  const { body } = await client.call('POST', '/tandem/imap', wrong);
  await untilState(client, body.account.id, 'retrying');
  expect((await client.get(`/tandem/imap/${body.account.id}`)).body.problem).toBe('certificate');
  expect(mail.failedLogIns(own)).toBe(0);
  await client.call('POST', `/tandem/imap/${body.account.id}/stop`);
});
