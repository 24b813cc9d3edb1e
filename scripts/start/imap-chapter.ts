import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import { type Dovecot, PASSWORD, startDovecot } from '../../tests/support/dovecot.ts';
import { findDovecot } from '../find-dovecot.mjs';
import { createCrmReader } from './crm-reader.ts';
import { sampleCustomer } from './demo.ts';
import { mustHold, type Steps, until } from './steps.ts';
import { familyNews, question, stranger, toRawMail } from './story.ts';

/** What is promised between delivery and timeline. */
const PROMISED_MS = 5_000;

/** The same for a rep whose provider has no page: the CRM reads the mailbox by IMAP. Left out where there is no mail server. */
export async function playImap({ step, note }: Steps, print: (line: string) => void): Promise<void> {
  print('\nIMAP');
  if (findDovecot() === undefined) {
    note('left out: there is no Dovecot on this machine (apt-get install dovecot-imapd)');
    return;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'tandem-crm-'));
  let mail: Dovecot | undefined;
  let crm: RunningServer | undefined;
  try {
    mail = await startDovecot();
    crm = await startServer({ dataDir, sample: true, imap: { allowPrivate: true } });
    await play(crm, mail, step);
  } finally {
    await crm?.close();
    await mail?.remove();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function play(crm: RunningServer, mail: Dovecot, step: Steps['step']): Promise<void> {
  const rep = crm.sample?.users[0];
  if (!rep) throw new Error('The sample has no user.');
  const customer = sampleCustomer(0, 0);
  const reader = await createCrmReader(crm);
  const ask = await signIn(crm, rep.key);
  await mail.addUser(rep.email);

  const id = await step('The rep sets up the mailbox in the CRM', async () => {
    const body = { address: rep.email, password: PASSWORD, server: 'localhost', port: mail.ports.imaps };
    const answer = await ask('POST', '', body);
    const { Message, account } = z.object({ Message: z.string(), account: z.object({ id: z.number() }) }).parse(answer);
    await until('the mailbox to be listened to', async () => {
      const { state } = z.object({ state: z.string() }).parse(await ask('GET', `/${account.id}`));
      return state === 'listening' ? true : undefined;
    });
    return { says: Message, value: account.id };
  });

  await step('A customer’s message with a file stands on the timeline', async () => {
    const begun = performance.now();
    await mail.deliver(
      rep.email,
      { source: toRawMail(familyNews, stranger, rep.email, 'family-imap') },
      { source: toRawMail(question, customer, rep.email, 'question-imap') },
    );
    const email = await until(`“${question.subject}” in the CRM`, async () =>
      (await reader.emails()).find(({ subject }) => subject === question.subject),
    );
    const file = await until('its file', async () =>
      reader.attachment(email.attachments[0]?.id ?? 0).catch(() => undefined),
    );
    const tookMs = performance.now() - begun;
    mustHold(new TextDecoder().decode(file) === question.file?.text, 'the file is whole');
    mustHold(tookMs <= PROMISED_MS, `it took no more than ${PROMISED_MS / 1_000} s`);
    const next = `/companies/${email.accountId}`;
    const signedIn = await fetch(crm.createSignInLink({ next }), { redirect: 'manual' });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    const page = await (await fetch(`${crm.url}${next}`, { headers: { cookie } })).text();
    mustHold(page.includes('Can you deliver before the trade fair?'), 'the company’s timeline shows it');
    return { says: `${(tookMs / 1_000).toFixed(1)} s after it was delivered`, value: undefined };
  });

  await step('The aunt’s message is nowhere', async () => {
    await until('it to be passed over', async () => {
      const { skipped } = z.object({ skipped: z.number() }).parse(await ask('GET', `/${id}`));
      return skipped === 1 ? true : undefined;
    });
    mustHold(
      (await reader.emails()).every(({ subject }) => subject !== familyNews.subject),
      'it is not in the CRM',
    );
    return { says: 'a number in the state of the mailbox, and nothing else', value: undefined };
  });
}

/** Calls of the API's mailboxes in the name of a user. */
async function signIn(crm: RunningServer, key: { publicKey: string; privateKey: string }) {
  const login = await fetch(`${crm.apiUrl}/login`, {
    method: 'POST',
    body: JSON.stringify({ username: key.publicKey, password: key.privateKey }),
  });
  const { token } = z.object({ token: z.string() }).parse(await login.json());
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${crm.apiUrl}/tandem/imap${path}`, {
      method,
      headers: { 'X-Session-Key': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.json();
  };
}
