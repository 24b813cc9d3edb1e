import { randomUUID } from 'node:crypto';
import { type Delivery, type Dovecot, PASSWORD, startDovecot } from '../../support/dovecot.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { onEnd } from './endings.ts';
import type { TestClient } from './support.ts';

/** What a server needs to read the test's own mail server, and short times to see it come back. */
export const imapOptions = {
  allowPrivate: true,
  times: { leaseMs: 1_500, lookMs: 100, retry: { firstMs: 200, maxMs: 400 } },
};

/** A mail server for the tests of a file. Server processes that are started trust it too. */
export async function startMail(): Promise<Dovecot> {
  const mail = await startDovecot();
  const before = process.env.NODE_EXTRA_CA_CERTS;
  process.env.NODE_EXTRA_CA_CERTS = mail.caFile;
  onEnd('file', async () => {
    if (before === undefined) delete process.env.NODE_EXTRA_CA_CERTS;
    else process.env.NODE_EXTRA_CA_CERTS = before;
    await mail.remove();
  });
  return mail;
}

/** An address with a mailbox of its own on the mail server. */
export async function addMailbox(mail: Dovecot): Promise<string> {
  const address = `rep-${randomUUID().slice(0, 8)}@northside.example`;
  await mail.addUser(address);
  return address;
}

export const fakeMailbox = (mail: Dovecot, address: string, overrides: Record<string, unknown> = {}) => ({
  address,
  password: PASSWORD,
  server: 'localhost',
  port: mail.ports.imaps,
  ...overrides,
});

interface Letter {
  from?: string;
  to: string;
  cc?: string;
  subject: string;
  id?: string;
  text?: string;
  /** Further header lines. */
  headers?: string;
  file?: { name: string; bytes: string };
}

/** The source of a message from a contact of the sample, unless told. */
export function letter({
  from = 'omar.haddad@birch.example',
  to,
  cc,
  subject,
  id,
  text = 'Hello.',
  headers,
  file,
}: Letter) {
  const head = [
    `From: ${from}`,
    `To: ${to}`,
    ...(cc === undefined ? [] : [`Cc: ${cc}`]),
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${id ?? randomUUID()}@mail.example>`,
    ...(headers === undefined ? [] : [headers]),
    'MIME-Version: 1.0',
  ];
  if (!file) return [...head, 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\n');
  const encoded = Buffer.from(file.bytes).toString('base64');
  return [
    ...[...head, 'Content-Type: multipart/mixed; boundary=part', '', '--part', 'Content-Type: text/plain', '', text],
    ...['--part', 'Content-Type: application/pdf', `Content-Disposition: attachment; filename="${file.name}"`],
    ...['Content-Transfer-Encoding: base64', '', encoded, '--part--', ''],
  ].join('\n');
}

/** Sets up a mailbox and waits until all it held has been read. */
export async function setUp(client: TestClient, mailbox: Record<string, unknown>): Promise<number> {
  const { status, body } = await client.call('POST', '/tandem/imap', mailbox);
  if (status !== 200) throw new Error(`the mailbox was refused: ${body.error}`);
  await untilState(client, body.account.id, 'listening');
  return body.account.id;
}

export async function untilState(client: TestClient, id: number, state: string, timeoutMs = 30_000): Promise<void> {
  let last: unknown;
  await waitUntil(
    `the mailbox to be ${state}`,
    async () => {
      last = (await client.get(`/tandem/imap/${id}`)).body;
      return (last as { state: string }).state === state;
    },
    timeoutMs,
  ).catch((cause) => {
    throw new Error(`the mailbox is ${JSON.stringify(last)}`, { cause });
  });
}

/** The e-mails logged from mail, by their subjects, whoever asks. */
export async function logged(client: TestClient, subject?: string) {
  const { body } = await client.get('/emails', { Count: '1000' });
  const ours = body.filter(({ extId }: { extId: string | null }) => extId?.startsWith('tandem-'));
  return subject === undefined ? ours : ours.filter((email: { subject: string }) => email.subject === subject);
}

/** Waits for an e-mail, and tells how long that took in ms. */
export async function untilLogged(client: TestClient, subject: string): Promise<number> {
  const begun = performance.now();
  await waitUntil(`"${subject}" to be logged`, async () => (await logged(client, subject)).length > 0);
  return performance.now() - begun;
}

/** Messages of people nobody in the CRM knows. */
export const strangers = (count: number, to: string): Delivery[] =>
  Array.from({ length: count }, (_, i) => ({
    source: letter({
      from: `Stranger <someone${i}@elsewhere${i % 50}.example>`,
      to,
      subject: `confidential subject ${i}`,
      text: `confidential words ${i}`,
    }),
    at: Date.now() - i * 1_000,
  }));
