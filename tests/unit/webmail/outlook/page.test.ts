import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../support/wait-until.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { controls } from '../../../webmail/outlook/user.ts';
import { REP, sample } from '../gmail/client.ts';
import { DRAFT, prepareOutlook } from './stage.ts';

const setUp = prepareOutlook();

describe('a person at the page', () => {
  it.each([
    ['by an update of the draft', {}],
    ['by an update of one field', { sendRoute: 'update-one-field' }],
    ['by an empty update', { sendRoute: 'update-nothing' }],
    ['without a draft', { sendRoute: 'create', undoMs: 0 }],
    ['with payloads in the body', { payload: 'body', requestForm: 'request' }],
    ['by requests nobody knows, with no known anchor', { traffic: 'unknown', anchors: 'renamed' }],
    ['from a personal account', { host: 'outlook.live.com', requestForm: 'headers' }],
    ['on-premises', { onPremises: true, undoMs: 0 }],
    ['on-premises by SendItem', { onPremises: true, sendRoute: 'send-item', anchors: 'renamed' }],
  ] satisfies [string, OutlookStandInOptions][])('sends a message with everything, %s', async (_, options) => {
    const { webmail, user } = await setUp(options);
    const file = fileURLToPath(new URL('./page.test.ts', import.meta.url));
    await user.compose({ ...DRAFT, cc: 'kim@northwind.example', bcc: 'lee@northwind.example', files: [file] });
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    const mail = readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? ''));
    expect([mail.to, mail.cc, mail.bcc].map((list) => list.map((one) => one.email))).toEqual([
      ['ana@northwind.example'],
      ['kim@northwind.example'],
      ['lee@northwind.example'],
    ]);
    expect([mail.subject, mail.parts[0]?.name]).toEqual(['Prices', 'page.test.ts']);
    expect(mail.html).toContain('Dear Ana');
    expect(webmail.strayChanges).toEqual([]);
    expect(user.page.errors).toEqual([]);
  });

  it.each([
    ['in the cloud', {}],
    ['in the cloud, conversations off', { conversationView: false }],
    ['with everything loaded before', { prefetch: 'all', firstList: 'store' }],
    ['on-premises', { onPremises: true, undoMs: 0 }],
  ] satisfies [string, OutlookStandInOptions][])(
    'sees new mail, reads it, which marks it as read by hand, and replies in its thread, %s',
    async (_, options) => {
      const { webmail, user, tab } = await setUp({ pollMs: 30, ...options });
      const told = webmail.deliver(REP, sample());
      await tab.waitForSelector(`${controls.row}[data-unread="yes"]`);
      await user.openConversation('Offer');
      await tab.waitForSelector(`${controls.body} >> text=Dear Robin`);
      await waitUntil('the message to be read', () => webmail.isRead(REP, told.ref));
      await user.reply('Thank you');
      await user.send();
      await waitUntil('the reply to be sent', () => webmail.sent(REP).length === 1);
      expect(webmail.sent(REP)[0]?.threadRef).toBe(told.threadRef);
      expect(readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).html).toContain('Thank you');
      await user.backToInbox();
      expect(webmail.strayChanges).toEqual([]);
      expect(user.page.errors).toEqual([]);
      expect(webmail.requests.every((one) => one.byPage)).toBe(true);
    },
  );

  it.each([
    ['an update of the draft', {}],
    ['no draft', { sendRoute: 'create' }],
  ] satisfies [string, OutlookStandInOptions][])(
    'undoes a send that the page holds, by %s, and the draft is there again',
    async (_, options) => {
      const { webmail, user } = await setUp({ undoMs: 1000, ...options });
      await user.compose(DRAFT);
      await user.send();
      await user.undo();
      expect(await user.page.count(controls.form)).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1300));
      expect(webmail.sent(REP)).toEqual([]);
      await user.send();
      await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    },
  );

  it.each(['update-draft', 'create'] as const)(
    'schedules, discards and closes without anything going out (%s)',
    async (sendRoute) => {
      const { webmail, user } = await setUp({ sendRoute });
      await user.compose(DRAFT);
      await user.schedule();
      await user.compose({ ...DRAFT, subject: 'Second' });
      await user.discard();
      await user.compose({ ...DRAFT, subject: 'Third' });
      await user.closeCompose();
      expect(webmail.sent(REP)).toEqual([]);
      await webmail.sendScheduled(REP);
      expect(webmail.sent(REP)).toHaveLength(1);
      expect(webmail.strayChanges).toEqual([]);
    },
  );

  it.each(['refused', 'unanswered'] as const)('keeps what was written when a send is %s', async (sends) => {
    const { webmail, user } = await setUp({ sends });
    await user.compose(DRAFT);
    await user.send();
    await user.page.waitFor(
      'the form to be back',
      (css: string) => document.querySelector(css) !== null,
      controls.form,
    );
    expect(webmail.sent(REP)).toEqual([]);
    webmail.set({ sends: 'works' });
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
  });

  it('is stopped by an address that is none', async () => {
    const { user, webmail, tab } = await setUp();
    await user.compose({ ...DRAFT, to: 'nobody' });
    await user.sendByKeyboard();
    expect(await tab.locator(controls.form).count()).toBe(1);
    expect(webmail.sent(REP)).toEqual([]);
  });

  it('answers everybody, also those named by path alone', async () => {
    const { user, webmail, tab } = await setUp({ internalAddresses: 'ex' }, (one) => {
      one.deliver(REP, sample({ to: `${REP}, kim@northwind.example`, cc: 'Max <max@example.com>' }));
    });
    await user.openConversation('Offer');
    await tab.click(controls.replyAll);
    await user.send();
    await waitUntil('the reply to be sent', () => webmail.sent(REP).length === 1);
    const mail = readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? ''));
    expect([...mail.to, ...mail.cc].map((one) => one.email)).toEqual(
      expect.arrayContaining(['ana@northwind.example', 'kim@northwind.example', 'max@example.com']),
    );
  });

  it('writes in the name of an alias', async () => {
    const aliases = [{ address: 'sales@example.com', name: 'Example Sales' }];
    const { user, webmail } = await setUp({ accounts: [{ address: REP, name: 'Robin Reyes', aliases }] });
    await user.compose(DRAFT);
    await user.writeAs(1);
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    expect(readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).from.email).toBe('sales@example.com');
  });

  it('is told from a script that clicks', async () => {
    const { webmail, tab } = await setUp({}, (one) => void one.deliver(REP, sample()));
    await tab.evaluate((css) => document.querySelector<HTMLElement>(css)?.click(), controls.row);
    await waitUntil('the script to be noticed', () => webmail.strayChanges.length === 1);
    expect(webmail.strayChanges[0]).toMatch(/^read /);
  });

  it.each([401, 440] as const)('is told of the end of the session (%i), and comes back', async (sessionEndStatus) => {
    const { webmail, tab } = await setUp({ sessionEndStatus });
    webmail.signOut(REP);
    await tab.click('#sign-in-again');
    await tab.click('#sign-in');
    await tab.waitForSelector(controls.ready, { state: 'attached' });
  });

  it('notices nothing of tokens that are used up', async () => {
    const { webmail, user, tab } = await setUp({ tokenMs: 400 });
    await tab.waitForTimeout(600);
    webmail.deliver(REP, sample());
    await user.openConversation('Offer');
    expect(await tab.locator('#sign-in-again').count()).toBe(0);
    expect(webmail.requests.some((one) => one.kind === 'token' && one.byPage)).toBe(true);
  });
});
