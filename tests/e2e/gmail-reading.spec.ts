import { readDatabase } from '../support/database-reader.ts';
import { CUSTOMER, chromiumOnly, type Desk, expect, type Incoming, test } from '../support/gmail-desk.ts';
import { loggedOffer, loggedQuestion, question, writeOffer } from '../support/gmail-stories.ts';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';
import { confidentialMail, pgpMail, smimeMail, smimeSignedMail } from '../webmail/gmail/samples.ts';

/** The way each message was read, by the receipts of the extension. */
async function rungs(desk: Desk): Promise<unknown[]> {
  const { outbox = [] } = await readDatabase(desk.browser);
  const isOfDesk = new Set(desk.webmail.requests.flatMap(({ revealed }) => revealed));
  return outbox.filter(({ ref }) => isOfDesk.has(String(ref))).map(({ rung }) => rung);
}

const noSource: GmailStandInOptions = { rawSource: 'off' };
const noOriginal: GmailStandInOptions = { ...noSource, originalPage: 'off' };

const ways: [string, GmailStandInOptions, string[]][] = [
  ['the source', {}, ['raw', 'raw']],
  ['a classic conversation rather than an original that may be cut', noSource, ['classic', 'classic']],
  [
    'the original as plain text, and its files beside it',
    { ...noSource, originalPage: 'text' },
    ['classic', 'classic'],
  ],
  ['a classic conversation alone', noOriginal, ['classic', 'classic']],
];

for (const [title, options, expected] of ways) {
  const where = title.includes('rather') ? {} : chromiumOnly;
  test(`reads mail with files whole, by ${title}`, where, async ({ desk }, testInfo) => {
    desk.setUp(options);
    const user = await desk.open();
    desk.receive(question);
    await user.compose(writeOffer(testInfo));
    await user.send();
    const emails = await desk.expectLogged('Need prices', 'Our prices');
    expect(emails).toEqual(expect.arrayContaining([loggedQuestion, loggedOffer]));
    expect(await rungs(desk)).toEqual(expected);
  });
}

test('reads mail without files by the original page where there is no source', chromiumOnly, async ({ desk }) => {
  desk.setUp(noSource);
  await desk.open();
  desk.receive({ from: CUSTOMER, subject: 'No files', html: '<p>Just a word.</p>' });
  const [email] = await desk.expectLogged('No files');
  expect(email?.body).toContain('Just a word.');
  expect(await rungs(desk)).toEqual(['original']);
});

const big: Incoming = {
  ...question,
  files: [{ name: 'Plan.pdf', mime: 'application/pdf', bytes: Buffer.alloc(300_000, 'plan ') }],
};

test('never takes the shortened files of the original page for the files', chromiumOnly, async ({ desk }) => {
  desk.setUp({ ...noSource, classic: 'off' });
  await desk.open();
  desk.receive(big);
  const [email] = await desk.expectLogged('Need prices');
  expect(email?.attachments).toEqual([]);
  expect(email?.body).toContain('Plan.pdf');
  expect(await rungs(desk)).toEqual(['original']);
});

test('reads what the opened message shows where Gmail gives nothing else, and its files', async ({ desk }) => {
  desk.setUp({ ...noOriginal, classic: 'off', embeddedConversations: 0 });
  desk.receive(question);
  const user = await desk.open();
  await user.openConversation('Need prices');
  const [email] = await desk.expectLogged('Need prices');
  expect(email).toEqual(loggedQuestion);
});

const sealed: [string, string, string, (mail: Parameters<typeof pgpMail>[0]) => string][] = [
  ['confidential mode', 'confidential', 'confidential', confidentialMail],
  ['S/MIME, encrypted', 'smime-encrypted', 'encrypted', smimeMail],
  ['PGP/MIME, encrypted', 'pgp', 'encrypted', pgpMail],
  ['S/MIME, signed', 'smime-signed', 'Signed text.', smimeSignedMail],
];

for (const [title, protection, words, make] of sealed) {
  const where = protection === 'confidential' ? {} : chromiumOnly;
  test(`logs mail in ${title} as what it is`, where, async ({ desk }) => {
    desk.setUp();
    await desk.open();
    const mail = { from: CUSTOMER.email, to: desk.account, subject: `Sealed: ${title}`, dateMs: Date.now() };
    desk.receiveRaw(make({ ...mail, messageId: `<sealed.${desk.account}>` }));
    const [email] = await desk.expectLogged(mail.subject);
    expect(email?.body).toMatch(new RegExp(words, 'i'));
    const { outbox = [] } = await readDatabase(desk.browser);
    expect(outbox.at(-1)).toBeDefined();
    expect(outbox.map((row) => row.protection)).toContain(protection);
    const popup = await desk.browser.extensionPage('popup.html');
    await popup.waitFor('the entry', (text: string) => document.body.innerText.includes(text), mail.subject);
    const shown = await popup.text('body');
    if (protection !== 'smime-signed') expect(shown).toMatch(/confidential|encrypted/i);
  });
}
