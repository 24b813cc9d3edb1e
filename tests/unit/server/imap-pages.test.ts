import { beforeAll, describe, expect, it } from 'vitest';
import { POP3_REFUSAL } from '../../../server/imap/account-form.ts';
import type { RunningServer } from '../../../server/start-server.ts';
import { type Dovecot, PASSWORD } from '../../support/dovecot.ts';
import { type BrowserClient, signInBrowser } from './browser-client.ts';
import { addMailbox, imapOptions, startMail, untilState } from './imap-rig.ts';
import { connect, startTestServer, type TestClient } from './support.ts';

let mail: Dovecot;
let server: RunningServer;
let client: TestClient;
let browser: BrowserClient;
let formToken: string;

beforeAll(async () => {
  mail = await startMail();
  server = await startTestServer({ imap: imapOptions }, 'file');
  client = await connect(server, 1);
  browser = await signInBrowser(server, 2);
  formToken = await browser.formToken('/profile/sync/imap/new');
});

const fieldsOf = (address: string, overrides: Record<string, string> = {}) => ({
  ...{ formToken, address, password: PASSWORD, server: 'localhost', port: String(mail.ports.imaps), tls: 'implicit' },
  ...{ userName: '', backfillDays: '30', action: 'save', ...overrides },
});
const setUp = (address: string, overrides?: Record<string, string>) =>
  browser.post('/profile/sync/imap/new', fieldsOf(address, overrides));
const accounts = async () => (await client.get('/tandem/imap')).body.accounts;
const idOf = async (address: string): Promise<number> =>
  (await accounts()).find((account: { address: string }) => account.address === address)?.id;
/** Signs and words of the lines of a test. */
const linesOf = (page: string) =>
  [
    ...page.matchAll(
      /<span class="badge state (?:good|bad|off)"><span aria-hidden="true">.<\/span> ([^<]+)<\/span> <strong>([^<]+)/g,
    ),
  ].map(([, result, label]) => `${label}: ${result}`);

describe('My Profile, Tools, all providers, IMAP, IMAP', () => {
  it('asks for address, password, server, port and TLS, and names the CRM user', async () => {
    expect(await browser.text('/profile/sync/providers')).toMatch(
      /<h2>IMAP<\/h2>[\s\S]*href="\/profile\/sync\/imap">IMAP</,
    );
    const form = await browser.text('/profile/sync/imap/new');
    for (const label of ['Mail address', 'Password', 'Server', 'Port', 'TLS'])
      expect(form).toContain(`>${label}</label>`);
    expect(form).toMatch(/CRM user<\/span><bdi>Mateo Vidal/);
    expect(form).toContain('Calendars are not possible over IMAP');
  });

  it('tests a connection line by line and keeps nothing', async () => {
    const address = await addMailbox(mail);
    const page = await (await setUp(address, { action: 'test' })).text();
    expect(linesOf(page)).toEqual(
      [
        'Name of the server resolved',
        'Port reached',
        'TLS and its certificate',
        'Log-in',
        'Folders listed',
        'Inbox and Sent found',
      ].map((label) => `${label}: In order`),
    );
    expect(page).not.toContain(PASSWORD);
    expect(await idOf(address)).toBeUndefined();
  });

  it('sets up a mailbox, which runs, stops, goes on and is forgotten', async () => {
    const address = await addMailbox(mail);
    const answer = await setUp(address);
    expect([answer.status, answer.headers.get('Location'), await answer.text()]).toEqual([
      303,
      '/profile/sync/imap?done=saved',
      '',
    ]);
    expect(await browser.text('/profile/sync/imap?done=saved')).toContain(
      'The modification has been successfully completed.',
    );
    const id = await idOf(address);
    await untilState(client, id, 'listening');
    expect(await browser.text('/profile/sync/imap')).toMatch(
      /Running[\s\S]*class="stop"[^>]*value="stop">Stop synchronisation/,
    );
    expect(await browser.text('/profile/sync')).toMatch(new RegExp(`${address}[\\s\\S]*Running`));

    const act = (action: string) => browser.post(`/profile/sync/imap/${id}/do`, { formToken, action });
    expect(linesOf(await (await act('test')).text())).toHaveLength(6);
    await act('stop');
    expect((await client.get(`/tandem/imap/${id}`)).body.isOn).toBe(false);
    await act('start');
    expect((await client.get(`/tandem/imap/${id}`)).body.isOn).toBe(true);
    const changed = await browser.post(
      `/profile/sync/imap/${id}`,
      fieldsOf(address, { password: '', backfillDays: '90' }),
    );
    expect([changed.status, await changed.text()]).toEqual([303, '']);
    expect((await client.get(`/tandem/imap/${id}`)).body.backfillDays).toBe(90);
    await act('remove');
    expect(await idOf(address)).toBeUndefined();
  });

  it('keeps nothing that cannot be read, says which line is red, and never sends the password back', async () => {
    const address = await addMailbox(mail);
    const answer = await setUp(address, { password: 'wrong horse' });
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(linesOf(page)).toContain('Log-in: Failed');
    expect(page).toContain('Nothing was changed');
    expect(page).toContain(`value="${address}"`);
    expect(page).not.toContain('wrong horse');
    expect(await idOf(address)).toBeUndefined();
  });

  it.each([
    ['POP3', { port: '995' }, POP3_REFUSAL],
    ['a port that is none', { port: '99999' }, 'port:'],
    ['a server that is none', { server: '"><script>alert(1)</script>' }, 'server: must be a host name'],
    ['an address that is none', { address: 'nobody' }, 'address:'],
    ['a kind of TLS there is not', { tls: 'some' }, 'tls:'],
  ])('refuses %s with the reason', async (_, overrides, words) => {
    const before = await accounts();
    const answer = await setUp('rep@northside.example', overrides as Record<string, string>);
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain(words);
    expect(page).not.toContain('<script>');
    expect((await accounts()).length).toBe(before.length);
  });

  it('lets a kept password go nowhere else', async () => {
    const address = await addMailbox(mail);
    await setUp(address);
    const id = await idOf(address);
    const answer = await browser.post(
      `/profile/sync/imap/${id}`,
      fieldsOf(address, { password: '', server: '127.0.0.1' }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('needs the password again');
    expect((await client.get(`/tandem/imap/${id}`)).body.server).toBe('localhost');

    const colleague = await signInBrowser(server, 1);
    expect((await colleague.get(`/profile/sync/imap/${id}`)).status).toBe(400);
    const theirToken = await colleague.formToken('/profile');
    for (const action of ['stop', 'remove', 'test']) {
      expect((await colleague.post(`/profile/sync/imap/${id}/do`, { formToken: theirToken, action })).status).toBe(400);
    }
    expect((await client.get(`/tandem/imap/${id}`)).body.isOn).toBe(true);
    expect(await colleague.text('/profile/sync/users')).toMatch(new RegExp(`IMAP[\\s\\S]*${address}`));

    for (const [fields, headers] of [
      [{ action: 'remove' }, undefined],
      [{ action: 'remove', formToken }, { Origin: 'https://evil.example.com' }],
    ] as [Record<string, string>, Record<string, string> | undefined][]) {
      expect((await browser.post(`/profile/sync/imap/${id}/do`, fields, headers)).status).toBeGreaterThanOrEqual(400);
    }
    expect(await idOf(address)).toBe(id);
    await browser.post(`/profile/sync/imap/${id}/do`, { action: 'remove', formToken });
  });
});
