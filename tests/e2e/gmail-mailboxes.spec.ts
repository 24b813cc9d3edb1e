import { COLLEAGUE, CUSTOMER, chromiumOnly, type Desk, expect, FRIEND, test } from '../support/gmail-desk.ts';
import { expectLeftAlone, loggedQuestion, question, secret } from '../support/gmail-stories.ts';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';
import type { GmailUser } from '../webmail/gmail/user.ts';

for (const path of ['d', 'b'] as const) {
  test(
    `logs mail of a mailbox of somebody else, at an address with /${path}/`,
    path === 'b' ? chromiumOnly : {},
    async ({ desk }) => {
      const team = 'team@northside.example';
      desk.setUp({
        accounts: [{ address: desk.account, name: 'Nora' }],
        delegated: [{ id: 'AEoRXRSx', address: team, name: 'Team', delegate: desk.account, path }],
      });
      const user = await desk.open(team);
      const hidden = desk.receive(secret, team);
      desk.receive(question, team);
      await user.compose({ to: CUSTOMER.email, subject: 'From the team', body: 'As promised.' });
      await user.send();
      const emails = await desk.expectLogged('Need prices', 'From the team');
      expect(emails).toContainEqual(loggedQuestion);
      await desk.expectStillLogged('Need prices', 'From the team');
      expectLeftAlone(desk, hidden);
      desk.expectUntouched();
    },
  );
}

test('tells two accounts in two tabs apart, and follows them when their numbers change', async ({ desk }) => {
  const other = `second.${desk.account}`;
  desk.setUp({
    accounts: [
      { address: desk.account, name: 'Nora' },
      { address: other, name: 'Nora, second' },
    ],
  });
  const [first, second] = [await desk.open(), await desk.open(other)];
  desk.receive({ from: CUSTOMER, subject: 'To the first' });
  desk.receive({ from: CUSTOMER, subject: 'To the second' }, other);
  await desk.expectLogged('To the first', 'To the second');
  desk.webmail.setAccountOrder([other, desk.account]);
  await first.open(desk.account);
  await second.open(other);
  desk.receive({ from: CUSTOMER, subject: 'Again the first' });
  await first.page.bringToFront();
  await first.compose({ to: CUSTOMER.email, subject: 'From the first', body: 'As promised.' });
  await first.send();
  await desk.expectLogged('To the first', 'To the second', 'Again the first', 'From the first');
  expect(desk.creations()).toBe(4);
  desk.expectUntouched();
});

const arrivals: [string, (desk: Desk, user: GmailUser) => Promise<void>][] = [
  ['in the data that comes with the page', async (desk) => desk.webmail.set({ embeddedConversations: 5 })],
  ['in the rows of the list', async (desk) => desk.webmail.set({ embeddedConversations: 0 })],
];

for (const [title, prepare] of arrivals) {
  test(`finds what came while no page was open, ${title}`, async ({ desk }) => {
    desk.setUp();
    const user = await desk.open();
    await user.page.goto('about:blank');
    await prepare(desk, user);
    const hidden = desk.receive(secret);
    desk.receive(question);
    await user.open(desk.account);
    expect(await desk.expectLogged('Need prices')).toEqual([loggedQuestion]);
    await desk.expectStillLogged('Need prices');
    expectLeftAlone(desk, hidden);
    desk.expectUntouched();
  });
}

const openings: [string, GmailStandInOptions][] = [
  ['', {}],
  [' where recipients stand one level deeper', { fdRecipients: 'nested' }],
  [' where the answer has no heads', { fdHeads: 'threads-only', conversationView: false }],
  [' where records are objects', { form: 'object' }],
];

for (const [title, options] of openings) {
  test(
    `logs a colleague's message with a customer in copy once it is opened${title}`,
    chromiumOnly,
    async ({ desk }) => {
      desk.setUp({ embeddedConversations: 0, ...options });
      desk.receive({ from: COLLEAGUE, subject: 'For your files', cc: `${CUSTOMER.name} <${CUSTOMER.email}>` });
      const user = await desk.open();
      await desk.expectStillLogged();
      await user.openConversation('For your files');
      await desk.expectLogged('For your files');
      await desk.expectStillLogged('For your files');
      desk.expectUntouched();
    },
  );
}

test('carries out an order when the rep has signed in again', chromiumOnly, async ({ desk }) => {
  desk.setUp();
  const user = await desk.open();
  desk.hooks.mail = async (request) => {
    if (new URL(request.url).searchParams.get('view') === 'att') desk.webmail.signOut(desk.account);
  };
  desk.receive({ from: CUSTOMER, subject: 'Signed out meanwhile' });
  await user.page.waitFor('the page to ask for a sign-in', () => document.querySelector('#sign-in-again') !== null);
  delete desk.hooks.mail;
  await desk.expectStillLogged();
  desk.webmail.signIn(desk.account);
  await user.open(desk.account);
  await desk.expectLogged('Signed out meanwhile');
  await desk.expectStillLogged('Signed out meanwhile');
});

test('goes on when the line is back', chromiumOnly, async ({ desk }) => {
  desk.setUp({ undoMs: 0 });
  const user = await desk.open();
  await user.compose({ to: CUSTOMER.email, subject: 'Written offline', body: 'As promised.' });
  desk.webmail.set({ offline: true });
  await user.send();
  desk.receive({ from: CUSTOMER, subject: 'Came meanwhile' });
  desk.receive({ from: FRIEND, subject: 'Photos' });
  await desk.expectStillLogged();
  desk.webmail.set({ offline: false });
  await desk.expectLogged('Written offline', 'Came meanwhile');
  await desk.expectStillLogged('Written offline', 'Came meanwhile');
  expect(desk.creations()).toBe(2);
});
