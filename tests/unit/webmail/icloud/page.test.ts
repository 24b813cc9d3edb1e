import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../support/wait-until.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import { createIcloudStandIn, type IcloudStandIn } from '../../../webmail/icloud/icloud-stand-in.ts';
import type { IcloudStandInOptions, Origins } from '../../../webmail/icloud/options.ts';
import { controls, createIcloudUser, type IcloudUser, MESSAGE_FRAME } from '../../../webmail/icloud/user.ts';
import { prepareStage } from '../stage.ts';
import { FILE, REP, sample } from './client.ts';

const setUp = prepareStage<IcloudStandIn, IcloudUser, IcloudStandInOptions, keyof Origins>({
  hosts: ['www', 'setup', 'gateway', 'mcc', 'mail', 'sandbox'],
  rep: REP,
  createStandIn: createIcloudStandIn,
  createUser: createIcloudUser,
});

const DRAFT = { to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' };

describe('a person at the page', () => {
  it.each([
    ['everything is as usual', {}],
    ['there is no time to undo', { undoMs: 0 }],
    ['the page asks by XMLHttpRequest', { transport: 'xhr' }],
    ['the page asks in both ways', { transport: 'mixed' }],
    ['drafts keep their uid', { draftUids: 'same', draftMessageIds: 'other' }],
    ['addresses are objects', { addresses: 'objects', folderNames: 'prefixed', dates: 's', partsOrder: 'reversed' }],
    ['the page speaks in an unknown form', { traffic: 'unknown' }],
    ['no anchor is left', { anchors: 'renamed' }],
    ['the frame is built again', { frame: 'rebuilt' }],
    ['the shell alone asks for the account', { validatedBy: 'shell' }],
    ['the app alone asks for the account', { validatedBy: 'app', lang: 'de-de' }],
  ] satisfies [string, IcloudStandInOptions][])('sends a message with everything, when %s', async (_, options) => {
    const { webmail, user } = await setUp(options);
    const file = fileURLToPath(new URL('./client.ts', import.meta.url));
    await user.compose({ ...DRAFT, cc: 'kim@northwind.example', bcc: 'lee@northwind.example', files: [file] });
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    const mail = readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? ''));
    expect([mail.to, mail.cc, mail.bcc].map((list) => list.map((one) => one.email))).toEqual([
      ['ana@northwind.example'],
      ['kim@northwind.example'],
      ['lee@northwind.example'],
    ]);
    expect([mail.subject, mail.parts[0]?.name]).toEqual(['Prices', 'client.ts']);
    expect(mail.html).toContain('Dear Ana');
    expect(webmail.messages(REP, 'Drafts')).toEqual([]);
    expect(webmail.strayChanges).toEqual([]);
    expect(webmail.requests.filter((one) => !one.byPage)).toEqual([]);
    expect(user.page.errors).toEqual([]);
  });

  it('sends by the older client, which keeps no drafts', async () => {
    const { webmail, user } = await setUp({ client: 'wm' }, (one) => void one.deliver(REP, sample()));
    await user.openConversation('Offer');
    await waitUntil('the message to be read', () => webmail.isSeen(REP, '<offer@northwind.example>'));
    await user.backToInbox();
    await user.compose(DRAFT);
    expect(webmail.messages(REP, 'Drafts')).toEqual([]);
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    expect(webmail.requests.filter((one) => !one.byPage)).toEqual([]);
    expect(webmail.requests.filter((one) => one.url.includes('/mailws2/'))).toEqual([]);
    expect(webmail.strayChanges).toEqual([]);
  });

  it('undoes a send, and the draft is there again', async () => {
    const { webmail, user } = await setUp({ undoMs: 1500 });
    await user.compose(DRAFT);
    await user.send();
    await user.undo();
    const frame = await user.frame();
    expect(await frame.count(controls.form)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1800));
    expect(webmail.sent(REP)).toEqual([]);
    expect(webmail.requests.filter((one) => one.kind === 'send')).toEqual([]);
    await frame.fill(controls.body, 'Better this way');
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    expect(readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).html).toContain('Better this way');
  });

  it('discards and closes without anything going out', async () => {
    const { webmail, user } = await setUp();
    await user.compose(DRAFT);
    await user.discard();
    await user.compose({ ...DRAFT, subject: 'Second' });
    await user.closeCompose();
    expect(webmail.messages(REP, 'Drafts')).toHaveLength(1);
    expect(webmail.messages(REP, 'Deleted Messages')).toHaveLength(1);
    expect(webmail.sent(REP)).toEqual([]);
    expect(webmail.strayChanges).toEqual([]);
    await expect(user.schedule()).rejects.toThrow('no scheduled');
  });

  it.each([
    ['refused', { sends: 'refused' }],
    ['refused by status', { sends: 'refused', refusals: 'by-status' }],
    ['unanswered', { sends: 'unanswered' }],
  ] satisfies [string, IcloudStandInOptions][])('gets a send out in the end that was %s', async (_, options) => {
    const { webmail, user } = await setUp({ ...options, undoMs: 0 });
    await user.compose(DRAFT);
    await user.send();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(webmail.sent(REP)).toEqual([]);
    webmail.set({ sends: 'works' });
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
  });

  it('writes under another of the addresses the account has', async () => {
    const { webmail, user } = await setUp();
    await user.compose(DRAFT);
    await user.writeAs(2);
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    expect(readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).from.email).toBe('rep@me.com');
  });

  it('writes under a relay address, and says so', async () => {
    const hiddenAddresses = ['x1@privaterelay.example'];
    const { webmail, user, tab } = await setUp({ accounts: [{ address: REP, name: 'Robin Reyes', hiddenAddresses }] });
    const said: unknown[] = [];
    tab.on('request', (request) => {
      if (request.url().includes('/savedraft')) said.push(JSON.parse(request.postData() ?? '{}').isHME);
    });
    await user.compose(DRAFT);
    await user.writeAs(4);
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    expect(readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).from.email).toBe('x1@privaterelay.example');
    expect([said[0], said.at(-1)]).toEqual([false, true]);
  });

  it('opens a file of a message', async () => {
    const { webmail, user } = await setUp({}, (one) => void one.deliver(REP, sample({ files: [FILE] })));
    await user.openConversation('Offer');
    const frame = await user.frame();
    await frame.click(controls.file);
    await frame.waitFor('the link', () => document.querySelector('a.file[href^="blob:"]') !== null);
    expect(await frame.text('a.file')).toBe('a b.pdf (17)');
    expect(webmail.requests.filter((one) => one.kind === 'attachment').map((one) => one.byPage)).toEqual([true]);
  });

  it('walks through the folders, where the sent message turns up late', async () => {
    const { webmail, user } = await setUp({ sentLagMs: 1000, undoMs: 0 });
    await user.compose(DRAFT);
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    await user.openFolder('Sent Messages');
    await user.openConversation('Prices');
    await user.backToInbox();
    expect(user.page.errors).toEqual([]);
  });

  it.each([
    ['by a flag', {}],
    ['by reading it', { marksReadBy: 'get', bodies: 'by-part' }],
    ['with a query beside', { threadMetadata: 'with-query', staleSenders: true }],
    ['in a page without anchors', { anchors: 'renamed' }],
  ] satisfies [string, IcloudStandInOptions][])(
    'sees new mail, reads it, which marks it as read %s, and replies in its thread',
    async (_, options) => {
      const { webmail, user } = await setUp(options);
      const told = webmail.deliver(REP, sample());
      await user.openConversation('Offer');
      await waitUntil('the message to be read', () => webmail.isSeen(REP, told.ref));
      await user.reply('Thank you');
      await user.send();
      await waitUntil('the reply to be sent', () => webmail.sent(REP).length === 1);
      expect(webmail.sent(REP)[0]?.threadRef).toBe(told.threadRef);
      const frame = await user.frame();
      await frame.waitFor('the reply in the thread', () => document.querySelectorAll('[data-message]').length === 2);
      await user.backToInbox();
      expect(webmail.strayChanges).toEqual([]);
      expect(webmail.requests.filter((one) => !one.byPage)).toEqual([]);
      expect(user.page.errors).toEqual([]);
    },
  );
});

describe('the page', () => {
  it('shows names alone, and addresses only on paper in the frame of another host', async () => {
    const { user } = await setUp({}, (webmail) => void webmail.deliver(REP, sample()));
    await user.openConversation('Offer');
    const frame = await user.frame();
    const pane = '[data-testid="thread-detail-pane"]';
    expect(await frame.text(`${pane} h1`)).toBe('Offer');
    expect(await frame.count(`${pane} [role="article"] time[datetime]`)).toBe(1);
    expect(await frame.evaluate(() => document.querySelector('[data-thread]')?.outerHTML)).not.toContain('@');
    const message = await user.page.frame(MESSAGE_FRAME);
    await message.waitFor('the text', () => document.querySelector('.mail-message-defaults') !== null);
    expect(await message.text('.mail-message-defaults')).toBe('Dear Robin');
    expect(await message.text('.print-only')).toContain('ana@northwind.example');
    const display = await message.evaluate(() =>
      getComputedStyle(document.querySelector('.print-only') as Element).getPropertyValue('display'),
    );
    expect(display).toBe('none');
  });

  it('leaves no known anchor in another release', async () => {
    const { user } = await setUp({ anchors: 'renamed' }, (webmail) => void webmail.deliver(REP, sample()));
    await user.openConversation('Offer');
    const frame = await user.frame();
    const inShell = await user.page.count('[data-name="mail2"], [src*="/applications/mail2/"]');
    const inApp = await frame.count('[data-testid], [role="article"], h1, time, [datetime], [aria-level]');
    expect([inShell, inApp]).toEqual([0, 0]);
    const message = await user.page.frame(MESSAGE_FRAME);
    await message.waitFor('the text', () => document.body.textContent?.includes('Dear Robin'));
    expect(await message.count('.mail-message-defaults')).toBe(0);
  });

  it('tells its own requests from copies of them', async () => {
    const { webmail, user, tab } = await setUp({ pollMs: 60_000 }, (one) => void one.deliver(REP, sample()));
    const bodies: { url: string; body: string }[] = [];
    tab.on('request', (request) => {
      if (request.url().includes('/message/get')) bodies.push({ url: request.url(), body: request.postData() ?? '' });
    });
    await user.openConversation('Offer');
    const [first] = bodies;
    const before = webmail.requests.length;
    await (await user.frame()).evaluate(
      async (url: string, body: string) => {
        const headers = { 'Content-Type': 'application/json' };
        await fetch(url, { method: 'POST', credentials: 'include', headers, body });
      },
      first?.url ?? '',
      first?.body ?? '',
    );
    const copied = webmail.requests.slice(before).filter((one) => one.kind === 'message');
    expect(copied.map(({ byPage, revealed }) => ({ byPage, revealed }))).toEqual([
      { byPage: false, revealed: ['<offer@northwind.example>'] },
    ]);
  });

  it('is not hooked by who comes after it was loaded', async () => {
    const { webmail, user } = await setUp({}, (one) => void one.deliver(REP, sample()));
    const frame = await user.frame();
    await frame.evaluate(() => {
      window.fetch = () => Promise.reject(new Error('hooked'));
    });
    await user.openConversation('Offer');
    await waitUntil('the message to be read', () => webmail.isSeen(REP, '<offer@northwind.example>'));
  });

  it('notices a script that clicks', async () => {
    const { webmail, user } = await setUp({}, (one) => void one.deliver(REP, sample()));
    const frame = await user.frame();
    await frame.evaluate(() => document.querySelector<HTMLElement>('[data-row]')?.click());
    await waitUntil('the script to be noticed', () => webmail.strayChanges.length === 1);
  });

  it('shows hostile mail harmless', async () => {
    const html = '<img src=x onerror="document.title=1"><script>alert(1)</script><p class="a">kept</p>';
    const { user } = await setUp({}, (webmail) => void webmail.deliver(REP, sample({ html })));
    await user.openConversation('Offer');
    const message = await user.page.frame(MESSAGE_FRAME);
    await message.waitFor('the text', () => document.body.textContent?.includes('kept'));
    const shown = await message.evaluate(() => document.querySelector('.mail-message-defaults')?.innerHTML);
    expect(shown).not.toMatch(/script|onerror|src=/);
  });

  it('is told of the end of the session, and lets the person sign in to another account', async () => {
    const accounts = [
      { address: REP, name: 'Robin Reyes' },
      { address: 'second@icloud.com', name: 'Robin (second)' },
    ];
    const { webmail, user } = await setUp({ accounts });
    webmail.signOut(REP);
    await user.page.waitFor('the way to sign in', () => document.querySelector('[data-do="sign-in"]') !== null);
    await user.page.click(controls.signIn);
    await user.page.waitFor('the accounts', () => document.querySelectorAll('[data-account]').length === 2);
    await user.page.click(`[data-account="${REP}"]`);
    await user.page.waitFor('the mailbox', () => document.documentElement.dataset.account === 'rep@example.com');
    await user.open('second@icloud.com');
    expect(await user.page.text('.who')).toBe('second@icloud.com');
  });
});
