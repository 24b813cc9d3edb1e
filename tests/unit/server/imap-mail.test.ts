import { beforeAll, describe, expect, it } from 'vitest';
import { toExtId, toMessageKey } from '../../../utils/queue/identity.ts';
import type { Dovecot } from '../../support/dovecot.ts';
import { waitUntil } from '../../support/wait-until.ts';
import {
  addMailbox,
  fakeMailbox,
  imapOptions,
  letter,
  logged,
  setUp,
  startMail,
  untilLogged,
  untilState,
} from './imap-rig.ts';
import { connect, fakeContact, fakeEmail, startTestServer, type TestClient } from './support.ts';

const DAY_MS = 86_400_000;
/** What is promised between delivery and the timeline. */
const PROMISED_MS = 5_000;

let mail: Dovecot;
let nora: TestClient;
let ines: TestClient;
let serverUrl: string;
let createSignInLink: (options: { next: string }) => string;

beforeAll(async () => {
  mail = await startMail();
  const server = await startTestServer({ imap: imapOptions }, 'file');
  [nora, ines] = await Promise.all([connect(server, 0), connect(server, 2)]);
  serverUrl = server.url;
  createSignInLink = (options) => server.createSignInLink(options);
});

async function mailboxOf(client: TestClient, overrides: Record<string, unknown> = {}) {
  const address = await addMailbox(mail);
  const id = await setUp(client, fakeMailbox(mail, address, overrides));
  return { address, id, state: async () => (await client.get(`/tandem/imap/${id}`)).body };
}

describe('mail that arrives', () => {
  it('stands on the timeline of its company, with its attachment, within seconds', async () => {
    const { address, state } = await mailboxOf(ines);
    const file = { name: 'Price list.pdf', bytes: 'all the prices' };
    await mail.deliver(address, { source: letter({ to: address, subject: 'Prices at last', file }) });
    expect(await untilLogged(ines, 'Prices at last')).toBeLessThan(PROMISED_MS);

    const [email] = await logged(ines, 'Prices at last');
    expect(email).toMatchObject({
      accountId: 1,
      contactId: 1,
      salesRepId: 3,
      type: 1,
      body: 'Hello.',
      emailTo: address,
    });
    expect(email.attachments).toEqual([{ id: expect.any(Number), name: 'Price list.pdf' }]);
    expect(await openPage(`/files/attachments/${email.attachments[0].id}`)).toBe(file.bytes);
    expect(await openPage('/companies/1')).toContain('Prices at last');
    await waitUntil('the counter', async () => (await state()).logged === 1);
  });

  it('and mail the rep sends are told apart, and mail to several companies stands at each', async () => {
    const { address } = await mailboxOf(ines);
    const to = 'omar.haddad@birch.example';
    const source = letter({ from: address, to, cc: 'lucia.pena@costafria.example', subject: 'Both of you' });
    await mail.deliver(address, { source, folder: 'Sent' });
    await waitUntil('both entries', async () => (await logged(ines, 'Both of you')).length === 2);
    const entries = await logged(ines, 'Both of you');
    expect(entries.map(({ accountId, type }: { accountId: number; type: number }) => [accountId, type]).sort()).toEqual(
      [
        [1, 0],
        [2, 0],
      ],
    );
  });

  it('is one e-mail with what the extension logged of it, and completes the files that are missing there', async () => {
    const { address, state } = await mailboxOf(ines);
    const extId = await toExtId(await toMessageKey('<seen-twice@mail.example>'), 1);
    const seen = fakeEmail({ subject: 'Seen twice', extId, salesRepId: 3, attachments: [{ name: 'a.pdf', size: 3 }] });
    const { body } = await ines.call('POST', '/emails', seen);
    const file = { name: 'a.pdf', bytes: 'abc' };
    await mail.deliver(
      address,
      { source: letter({ to: address, subject: 'Seen twice', id: 'seen-twice', file }) },
      { source: letter({ to: address, subject: 'After it' }) },
    );
    await untilLogged(ines, 'After it');
    expect((await logged(ines, 'Seen twice')).map(({ id }: { id: number }) => id)).toEqual([body.id]);
    const [entry] = await logged(ines, 'Seen twice');
    expect(await openPage(`/files/attachments/${entry.attachments[0].id}`)).toBe(file.bytes);
    await waitUntil('the counter', async () => (await state()).logged === 1);
  });

  it('of machines, of nobody and of those never to be logged leaves a number and nothing else', async () => {
    const { address, state } = await mailboxOf(ines, { neverLog: ['sara.nilsson@birch.example'] });
    const send = (subject: string, rest: Partial<Parameters<typeof letter>[0]>) => ({
      source: letter({ to: address, subject, ...rest }),
    });
    await mail.deliver(
      address,
      send('hidden 1', { from: 'friend@private.example' }),
      send('hidden 2', { from: 'sara.nilsson@birch.example' }),
      send('hidden 3', { headers: 'Auto-Submitted: auto-replied' }),
      send('hidden 4', { from: 'colleague@northside.example' }),
      send('shown', {}),
    );
    await untilLogged(ines, 'shown');
    await waitUntil('the counters', async () => (await state()).skipped === 4);
    expect((await logged(nora)).filter(({ subject }: { subject: string }) => subject.startsWith('hidden'))).toEqual([]);
  });

  it('of a company the user may not see is nobody’s, and of one made a moment ago counts', async () => {
    const { address, state } = await mailboxOf(ines);
    const hidden = (await nora.where('accounts', "name = 'Vela Nord SL'")).body[0];
    const [person] = (await nora.where('contacts', `accountId = ${hidden.id}`)).body;
    await mail.deliver(address, { source: letter({ from: person.email, to: address, subject: 'Not hers' }) });
    await waitUntil('it to be skipped', async () => (await state()).skipped === 1);
    expect(await logged(nora, 'Not hers')).toEqual([]);

    const made = { email: 'new.person@fresh.example' };
    expect((await ines.call('POST', '/contacts', fakeContact(made))).body.id).toEqual(expect.any(Number));
    await mail.deliver(address, { source: letter({ from: made.email, to: address, subject: 'From the new one' }) });
    await untilLogged(ines, 'From the new one');
  });

  it('is kept whole among the documents where it does not fit', async () => {
    const { address } = await mailboxOf(ines);
    await mail.deliver(address, { source: letter({ to: address, subject: 'Very long', text: 'word '.repeat(2_000) }) });
    await untilLogged(ines, 'Very long');
    const [email] = await logged(ines, 'Very long');
    const documents = (await ines.where('documents', `extId = '${email.extId}-whole'`)).body;
    expect(documents).toHaveLength(1);
    expect(await (await fetch(documents[0].link)).text()).toContain('word '.repeat(1_000));
  });
});

describe('older mail', () => {
  const old = (address: string, days: number) => ({
    source: letter({ to: address, subject: `${days} days before ${address}` }),
    at: Date.now() - days * DAY_MS,
  });

  it('is read for as many days as chosen, and for more when that is changed', async () => {
    const address = await addMailbox(mail);
    await mail.deliver(address, old(address, 3), old(address, 20), old(address, 60));
    const id = await setUp(ines, fakeMailbox(mail, address, { backfillDays: 10 }));
    const days = async () => {
      const found = (await logged(ines)).filter(({ subject }: { subject: string }) => subject.endsWith(address));
      return found
        .map(({ subject }: { subject: string }) => Number.parseInt(subject, 10))
        .sort((a: number, b: number) => a - b);
    };
    expect(await days()).toEqual([3]);
    await ines.call('PUT', `/tandem/imap/${id}`, { backfillDays: 30 });
    await waitUntil('more of it', async () => (await days()).length > 1);
    await untilState(ines, id, 'listening');
    expect(await days()).toEqual([3, 20]);
  });

  it('is not logged again when the server gives all messages new numbers', async () => {
    const { address, id, state } = await mailboxOf(ines);
    await mail.deliver(address, { source: letter({ to: address, subject: `first of ${address}` }) });
    await untilLogged(ines, `first of ${address}`);
    await mail.renumber(address);
    await mail.deliver(address, { source: letter({ to: address, subject: `second of ${address}` }) });
    await untilLogged(ines, `second of ${address}`);
    await untilState(ines, id, 'listening');
    expect(await logged(ines, `first of ${address}`)).toHaveLength(1);
    expect((await state()).logged).toBe(2);
  });
});

describe('a connection that ends', () => {
  it('is made again, and what arrived meanwhile is read', async () => {
    const { address, id, state } = await mailboxOf(ines);
    await mail.stop();
    await untilState(ines, id, 'retrying');
    expect(await state()).toMatchObject({ problem: 'network', nextTryAt: expect.any(String) });
    await mail.deliver(address, { source: letter({ to: address, subject: `meanwhile ${address}` }) });
    await mail.start();
    await untilLogged(ines, `meanwhile ${address}`);
    await untilState(ines, id, 'listening');
    expect(await state()).toMatchObject({ problem: null, words: null, nextTryAt: null });
  });

  it('by the user’s wish stays ended, and what arrived is read when it begins anew', async () => {
    const { address, id } = await mailboxOf(ines);
    await ines.call('POST', `/tandem/imap/${id}/stop`);
    await waitUntil('the connections to end', async () => mail.connections(address) === 0);
    await mail.deliver(address, { source: letter({ to: address, subject: `while off ${address}` }) });
    await ines.call('POST', `/tandem/imap/${id}/start`);
    await untilLogged(ines, `while off ${address}`);
  });
});

/** A page as an administrator sees it. */
async function openPage(path: string): Promise<string> {
  const link = await fetch(createSignInLink({ next: path }), { redirect: 'manual' });
  const cookie = link.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .filter((line) => !line?.endsWith('='))
    .join('; ');
  return (await fetch(new URL(path, serverUrl), { headers: { cookie } })).text();
}
