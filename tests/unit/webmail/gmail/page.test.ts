import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../support/wait-until.ts';
import { createGmailStandIn, type GmailStandIn } from '../../../webmail/gmail/gmail-stand-in.ts';
import type { GmailStandInOptions } from '../../../webmail/gmail/options.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import { controls, createGmailUser } from '../../../webmail/gmail/user.ts';
import type { WebmailUser } from '../../../webmail/stand-in.ts';
import { prepareStage } from '../stage.ts';
import { REP, sample } from './client.ts';

const setUp = prepareStage<GmailStandIn, WebmailUser, GmailStandInOptions, 'mail' | 'source' | 'accounts'>({
  hosts: ['mail', 'source', 'accounts'],
  rep: REP,
  createStandIn: createGmailStandIn,
  createUser: createGmailUser,
});

const LINKED = '<p>Dear Robin</p><a href="https://drive.google.com/file/d/1/view">plan</a>';
const DRAFT = { to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' };

describe('a person at the page', () => {
  it.each([
    ['the server holds it', { undoHeldBy: 'server' }],
    ['the page holds it', { undoHeldBy: 'page' }],
    ['there is no time to undo', { undoMs: 0 }],
    ['requests have the old form', { form: 'object' }],
    ['confirmations are label changes', { confirmations: 'labels' }],
    ['confirmations come later', { confirmedBy: 'later' }],
    ['tokens rotate', { rotateXsrfAfter: 2 }],
  ] satisfies [string, GmailStandInOptions][])('sends a message with everything, when %s', async (_, options) => {
    const { webmail, user } = await setUp(options);
    const file = fileURLToPath(new URL('./client.ts', import.meta.url));
    await user.compose({ ...DRAFT, cc: 'kim@northwind.example', bcc: 'lee@northwind.example', files: [file] });
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    await user.page.waitFor(
      'the link to the message',
      (css: string) => document.querySelector(css) !== null,
      controls.viewSent,
    );
    const mail = readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? ''));
    expect([mail.to, mail.cc, mail.bcc].map((list) => list.map((one) => one.email))).toEqual([
      ['ana@northwind.example'],
      ['kim@northwind.example'],
      ['lee@northwind.example'],
    ]);
    expect([mail.subject, mail.parts[0]?.name]).toEqual(['Prices', 'client.ts']);
    expect(mail.html).toContain('Dear Ana');
    expect(webmail.strayChanges).toEqual([]);
    expect(user.page.errors).toEqual([]);
  });

  it.each(['server', 'page'] as const)(
    'undoes a send that the %s holds, and the draft is there again',
    async (undoHeldBy) => {
      const { webmail, user } = await setUp({ undoHeldBy, undoMs: 1500 });
      await user.compose(DRAFT);
      await user.send();
      await user.undo();
      expect(await user.page.count(controls.popup)).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1800));
      expect(webmail.sent(REP)).toEqual([]);
    },
  );

  it('schedules, discards and closes without anything going out', async () => {
    const { webmail, user } = await setUp();
    await user.compose(DRAFT);
    await user.schedule();
    await user.compose({ ...DRAFT, subject: 'Second' });
    await user.discard();
    await user.compose({ ...DRAFT, subject: 'Third' });
    await user.closeCompose();
    expect(webmail.sent(REP)).toEqual([]);
    await webmail.sendScheduled(REP);
    expect(webmail.sent(REP)).toHaveLength(1);
  });

  it.each(['refused', 'ignored', 'unanswered'] as const)(
    'gets a %s send out in the end, under the same id',
    async (sends) => {
      const { webmail, user } = await setUp({ sends });
      await user.compose(DRAFT);
      await user.send();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(webmail.sent(REP)).toEqual([]);
      webmail.set({ sends: 'works' });
      await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    },
  );

  it('is stopped by an address that is none', async () => {
    const { user, webmail, tab } = await setUp();
    await user.compose({ ...DRAFT, to: 'nobody' });
    await tab.keyboard.press('Control+Enter');
    await tab.click(controls.alertOk);
    expect(webmail.sent(REP)).toEqual([]);
  });

  it('sees new mail, reads it, which marks it as read by hand, and replies in its thread', async () => {
    const { webmail, user, tab } = await setUp();
    const told = webmail.deliver(REP, sample());
    await tab.waitForSelector('tr.zA.zE');
    await user.openConversation('Offer');
    await waitUntil('the message to be read', () => !webmail.labels(REP, told.ref).includes('^u'));
    await user.reply('Thank you');
    await user.send();
    await waitUntil('the reply to be sent', () => webmail.sent(REP).length === 1);
    expect(webmail.sent(REP)[0]?.threadRef).toBe(told.threadRef);
    await tab.waitForSelector('[role="listitem"] [data-message-id^="#msg-a:"]');
    await user.backToInbox();
    expect(await tab.locator('tr.zA.yO [data-legacy-thread-id]').getAttribute('data-legacy-thread-id')).toBe(
      told.legacyId,
    );
    expect(webmail.strayChanges).toEqual([]);
    expect(user.page.errors).toEqual([]);
  });

  it('is told from a script that clicks', async () => {
    const { webmail, tab } = await setUp({}, (one) => void one.deliver(REP, sample()));
    await tab.evaluate(() => document.querySelector<HTMLElement>('[gh="cm"]')?.click());
    await tab.fill(`${controls.popup} input[name="subjectbox"]`, 'x');
    await tab.waitForSelector('input[name="draft"][value^="#msg-a:r"]', { state: 'attached' });
    expect(webmail.strayChanges).toEqual([]);
    await tab.evaluate(() => document.querySelector<HTMLElement>('.gU .oh')?.click());
    await waitUntil('the script to be noticed', () => webmail.strayChanges.length === 1);
  });

  it('is told of the end of the session', async () => {
    const { webmail, tab } = await setUp();
    webmail.signOut(REP);
    await tab.click('#sign-in-again');
    await tab.click('#sign-in');
    await tab.waitForSelector(controls.ready, { state: 'attached' });
  });
});

describe('the page in its variants', () => {
  it.each([
    ['a98', { root: 'a98' }, '[role=main] .a98.iY h2.hP'],
    ['PeIF1d', { root: 'PeIF1d' }, '[role=main] .PeIF1d h2.hP'],
    ['if', { root: 'if' }, '[role=main] .if h2.hP'],
    ['table', { root: 'table' }, '[role=main] table.Bs > tr h2.hP'],
    ['reading pane below', { pane: 'horizontal' }, '.aia .ao9 .a98.iY h2.hP'],
    ['reading pane beside', { pane: 'vertical' }, '.aia .ao9 .a98.iY h2.hP'],
    ['Arabic', { locale: 'ar' }, 'html[dir=rtl] h2.hP'],
    ['Japanese', { locale: 'ja' }, 'span.g2[name="自分"]'],
    [
      'without thread ids',
      { threadPermId: 'undefined' },
      'h2.hP[data-thread-perm-id="undefined"][data-legacy-thread-id]',
    ],
    ['conversations off', { conversationView: false }, '[data-message-id^="#msg-f:"]'],
    ['with advertisements', { adverts: 2 }, '[data-legacy-message-id]'],
    ['a card for a linked file', {}, '.hq.gt .aQH > span.aZo.a5r a[href^="https://drive.google.com/"]'],
    ['with cards', { downloadUrl: 'always' }, '.hq.gt .aQH > span.aZo[download_url^="application/pdf:a%20b.pdf:http"]'],
  ] satisfies [string, GmailStandInOptions, string][])('opens a conversation: %s', async (_, options, expected) => {
    const file = { name: 'a b.pdf', mime: 'application/pdf', bytes: new Uint8Array(9) };
    const { user, tab } = await setUp(
      options,
      (webmail) => void webmail.deliver(REP, sample({ files: [file], html: LINKED })),
    );
    await user.openConversation('Offer');
    await tab.waitForSelector(expected, { state: 'attached' });
    await user.backToInbox();
    expect(user.page.errors).toEqual([]);
  });

  it('folds the middle of long conversations and leaves collapsed messages without ids', async () => {
    const { user, tab } = await setUp({}, (webmail) => {
      for (let number = 1; number <= 6; number += 1) {
        const inReplyTo = number > 1 ? { inReplyTo: `<${number - 1}@x.example>` } : {};
        const told = webmail.deliver(REP, sample({ messageId: `<${number}@x.example>`, ...inReplyTo }));
        if (number < 6) webmail.markRead(REP, told.ref);
      }
    });
    await user.openConversation('Offer');
    expect(await tab.textContent('.adv .adx span')).toBe('3');
    expect(await tab.locator('[role="listitem"].kQ').count()).toBe(3);
    expect(await tab.locator('[data-message-id]').count()).toBe(1);
    await tab.click('.adv');
    expect(await tab.locator('.adv').count()).toBe(0);
  });

  it('shows hostile mail harmless', async () => {
    const html =
      '<img src=x onerror="document.title=1"><script>alert(1)</script><a href="javascript:alert(1)">x</a><p class="a" id="b">kept</p>';
    const { user, tab } = await setUp({}, (webmail) => void webmail.deliver(REP, sample({ html })));
    await user.openConversation('Offer');
    const shown = await tab.locator('.a3s.aiL').first().innerHTML();
    expect(shown).toContain('kept');
    expect(shown).not.toMatch(/script|onerror|javascript:|src=/);
    expect(shown).toMatch(/class="m_\d+a"/);
  });

  it('opens a conversation in a window of its own, where the constants are missing', async () => {
    const { webmail, tab } = await setUp();
    const told = webmail.deliver(REP, sample());
    await tab.goto(`${webmail.url(REP)}?ui=2&view=btop&th=${encodeURIComponent(`#${told.threadRef}`)}`);
    await tab.waitForSelector('body.aAU.xE.Su h2.hP');
    expect(await tab.evaluate(() => 'GLOBALS' in window)).toBe(false);
  });
});
