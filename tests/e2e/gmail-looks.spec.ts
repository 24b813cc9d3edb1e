import { COLLEAGUE, CUSTOMER, chromiumOnly, type Desk, expect, FRIEND, test } from '../support/gmail-desk.ts';
import { expectLeftAlone } from '../support/gmail-stories.ts';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';

/** How the page differs between users and years. Several to a row, where they do not touch each other. */
const looks: [string, GmailStandInOptions][] = [
  ['a list in place of the conversation, an advert above', { adverts: 2, collapsedIds: 'shown' }],
  ['Arabic, right to left, a pane beside the list', { locale: 'ar', pane: 'vertical', adverts: 1 }],
  [
    'Japanese, a pane below the list, a region for writing',
    { locale: 'ja', pane: 'horizontal', composeRole: 'region' },
  ],
  ['the container of 2022', { root: 'PeIF1d', threadPermId: 'undefined', titleBar: 'buttons' }],
  ['the container of 2018', { root: 'if', downloadUrl: 'never', accountIn: 'globals-only' }],
  ['the classic table', { root: 'table', threadPermId: 'undefined', accountIn: 'document-only' }],
  ['each message a conversation of its own', { conversationView: false }],
];

/**
 * What stands on the screen when the rep switches capture on is all there is to be seen: no traffic tells of it. The list
 * names one sender; the opened conversation shows the customer among the recipients.
 */
async function switchOnBeforeAnOpenMailbox(desk: Desk, options: GmailStandInOptions): Promise<void> {
  desk.setUp(options);
  await desk.browser.configure({ captureOn: false });
  desk.receive({ from: CUSTOMER, subject: 'From the list' });
  const hidden = desk.receive({ from: FRIEND, subject: 'Photos' });
  desk.receive({
    from: COLLEAGUE,
    subject: 'Only a copy',
    to: `Nora <${desk.account}>, ${CUSTOMER.name} <${CUSTOMER.email}>`,
  });
  const user = await desk.open();
  await user.openConversation('Only a copy');
  await desk.browser.configure({ captureOn: true });
  const hasList = options.pane === 'vertical' || options.pane === 'horizontal';
  await desk.expectLogged('Only a copy', ...(hasList ? ['From the list'] : []));
  await user.backToInbox();
  await desk.expectLogged('From the list', 'Only a copy');
  await user.openConversation('From the list');
  await desk.expectStillLogged('From the list', 'Only a copy');
  expect(desk.creations()).toBe(2);
  expectLeftAlone(desk, hidden);
  desk.expectUntouched();
}

for (const [title, options] of looks) {
  const where = /Arabic|classic table/.test(title) ? {} : chromiumOnly;
  test(`finds what is on the screen alone: ${title}`, where, async ({ desk }) => {
    await switchOnBeforeAnOpenMailbox(desk, options);
  });
}

test('finds each message of a folded conversation as it is unfolded', async ({ desk }) => {
  desk.setUp({ collapsedIds: 'absent', foldFrom: 4 });
  await desk.browser.configure({ captureOn: false });
  const from = [CUSTOMER, FRIEND, CUSTOMER, CUSTOMER, FRIEND];
  const replies = from.map((person, place) =>
    desk.receive({
      from: person,
      subject: place === 0 ? 'Long talk' : `Re: Long talk ${place}`,
      messageId: `<talk${place}.${desk.account}>`,
      ...(place === 0 ? {} : { inReplyTo: `<talk${place - 1}.${desk.account}>` }),
    }),
  );
  for (const { ref } of replies) desk.webmail.markRead(desk.account, ref);
  const user = await desk.open();
  await user.openConversation('Long talk');
  await desk.browser.configure({ captureOn: true });
  await desk.expectStillLogged();
  await user.page.click('.adv');
  for (let place = 0; place < 4; place += 1) await user.page.click('[role="main"] .kv');
  await desk.expectLogged('Long talk', 'Re: Long talk 2', 'Re: Long talk 3');
  desk.expectUntouched();
});
