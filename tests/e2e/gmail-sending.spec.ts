import { readDatabase } from '../support/database-reader.ts';
import { CUSTOMER, chromiumOnly, type Desk, expect, FRIEND, OTHER_CUSTOMER, test } from '../support/gmail-desk.ts';
import { question } from '../support/gmail-stories.ts';
import type { GmailUser } from '../webmail/gmail/user.ts';

const draft = (subject: string, to = CUSTOMER.email) => ({ to, subject, body: 'Dear Omar, as promised.' });

/** Ids of the kind Gmail's page gives to what is written in it, in any table of the extension. */
async function draftIds({ browser }: Desk): Promise<Set<string>> {
  const found = JSON.stringify(await readDatabase(browser)).matchAll(/msg-a:[\w-]+/g);
  return new Set([...found].map(([id]) => id));
}

const unsent: [string, (user: GmailUser) => Promise<void>][] = [
  [
    'undone and then discarded',
    async (user) => {
      await user.send();
      await user.undo();
      await user.discard();
    },
  ],
  ['saved and discarded', (user) => user.discard()],
  ['saved and closed', (user) => user.closeCompose()],
  ['scheduled', (user) => user.schedule()],
  [
    'saved again and again and closed',
    async (user) => {
      for (const word of ['One', 'Two', 'Three']) {
        await user.page.fill('[data-stand-in="compose"] [g_editable="true"]', word);
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      await user.closeCompose();
    },
  ],
];

test('logs nothing of what is not sent in the end, and keeps no name of it', async ({ desk }) => {
  desk.setUp({ undoMs: 2000 });
  const before = await draftIds(desk);
  const user = await desk.open();
  for (const [subject, act] of unsent) {
    await user.compose(draft(subject));
    await act(user);
  }
  await desk.expectStillLogged();
  expect(desk.creations()).toBe(0);
  expect(await draftIds(desk)).toEqual(before);
  desk.expectUntouched();
});

test('logs a scheduled message once, when it is really sent and seen', chromiumOnly, async ({ desk }) => {
  desk.setUp();
  const user = await desk.open();
  await user.compose(draft('For tomorrow'));
  await user.schedule();
  await desk.expectStillLogged();
  await desk.webmail.sendScheduled(desk.account);
  await desk.expectLogged('For tomorrow');
  await user.page.reload();
  await desk.expectStillLogged('For tomorrow');
});

test('logs a message that was undone, changed and sent again as it was sent', chromiumOnly, async ({ desk }) => {
  desk.setUp({ undoMs: 2000 });
  const user = await desk.open();
  await user.compose(draft('Second thoughts'));
  await user.send();
  await user.undo();
  await user.page.fill('[data-stand-in="compose"] [g_editable="true"]', 'Better this way.');
  await user.send();
  const [email] = await desk.expectLogged('Second thoughts');
  expect(email?.body).toContain('Better this way.');
  expect(email?.body).not.toContain('as promised');
  await desk.expectStillLogged('Second thoughts');
});

for (const sends of ['ignored', 'unanswered'] as const) {
  test(`logs a message that was ${sends} only once it is sent`, chromiumOnly, async ({ desk }) => {
    desk.setUp({ sends, undoMs: 0 });
    const user = await desk.open();
    await user.compose(draft('Hard to send'));
    await user.send();
    await desk.expectStillLogged();
    expect(desk.creations()).toBe(0);
    desk.webmail.set({ sends: 'works' });
    await desk.expectLogged('Hard to send');
    await desk.expectStillLogged('Hard to send');
  });
}

const ways: [string, (user: GmailUser, desk: Desk) => Promise<void>, string][] = [
  [
    'by the keyboard',
    async (user, desk) => {
      await user.open(desk.account);
      await user.compose(draft('By keyboard'));
      await user.sendByKeyboard();
    },
    'By keyboard',
  ],
  [
    'from a window of its own',
    async (user, desk) => {
      await user.composePopOut(desk.account, draft('From a window'));
      await user.send();
    },
    'From a window',
  ],
];

for (const [title, act, subject] of ways) {
  test(`logs what is sent ${title}`, async ({ desk }) => {
    desk.setUp();
    await act(await desk.tab(), desk);
    await desk.expectLogged(subject);
    await desk.expectStillLogged(subject);
    desk.expectUntouched();
  });
}

test(
  'logs a reply below the conversation, in the window of a conversation of its own',
  chromiumOnly,
  async ({ desk }) => {
    desk.setUp();
    const { threadRef } = desk.receive(question);
    const user = await desk.tab();
    await user.openPopOut(desk.account, threadRef);
    await user.reply('Thank you, Omar.');
    await user.send();
    const emails = await desk.expectLogged('Need prices', 'Re: Need prices');
    expect(emails.find(({ subject }) => subject.startsWith('Re:'))?.body).toContain('Thank you, Omar.');
    desk.expectUntouched();
  },
);

test('logs a message with a second customer in blind copy at both companies', async ({ desk }) => {
  desk.setUp();
  const user = await desk.open();
  await user.compose({ ...draft('Blind', OTHER_CUSTOMER.email), cc: FRIEND.email, bcc: CUSTOMER.email });
  await user.send();
  const emails = await desk.expectLogged('Blind', 'Blind');
  expect(new Set(emails.map(({ accountId }) => accountId)).size).toBe(2);
  await desk.expectStillLogged('Blind', 'Blind');
});

test('records a message to oneself and a customer once', chromiumOnly, async ({ desk }) => {
  desk.setUp();
  const user = await desk.open();
  await user.compose({ ...draft('Note to all'), cc: desk.account });
  await user.send();
  const [email] = await desk.expectLogged('Note to all');
  expect(email?.type).toBe(0);
  await user.openConversation('Note to all');
  await desk.expectStillLogged('Note to all');
});

test('logs what is sent by another address of the rep', chromiumOnly, async ({ desk }) => {
  desk.setUp({
    accounts: [
      { address: desk.account, name: 'Nora', aliases: [{ address: 'sales@northside.example', name: 'Sales' }] },
    ],
  });
  const user = await desk.open();
  await user.page.click('[gh="cm"]');
  await user.writeAs(1);
  await user.write(draft('From the team'));
  await user.send();
  const [email] = await desk.expectLogged('From the team');
  expect(email).toMatchObject({ type: 0, emailFrom: expect.stringContaining('sales@northside.example') });
  await desk.expectStillLogged('From the team');
});
