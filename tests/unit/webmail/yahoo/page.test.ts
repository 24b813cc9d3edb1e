import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../support/wait-until.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import { createBasicUser } from '../../../webmail/yahoo/basic-user.ts';
import type { YahooStandInOptions } from '../../../webmail/yahoo/options.ts';
import { controls, createYahooUser, type YahooUser } from '../../../webmail/yahoo/user.ts';
import { createYahooStandIn, type YahooStandIn } from '../../../webmail/yahoo/yahoo-stand-in.ts';
import { drive } from '../gmail/driven.ts';
import { prepareStage, type Stage } from '../stage.ts';
import { REP, sample } from './client.ts';

const setUp = prepareStage<YahooStandIn, YahooUser, YahooStandInOptions, 'mail' | 'apis' | 'login' | 'images'>({
  hosts: ['mail', 'apis', 'login', 'images'],
  rep: REP,
  undoMs: 200,
  createStandIn: createYahooStandIn,
  createUser: createYahooUser,
});
type YahooStage = Stage<YahooStandIn, YahooUser>;

const DRAFT = { to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' };
const untouched = (stage: YahooStage): void => {
  expect(stage.webmail.strayChanges).toEqual([]);
  expect(stage.webmail.requests.filter((one) => !one.byPage)).toEqual([]);
  expect(stage.user.page.errors).toEqual([]);
};

describe('a person at the page', () => {
  it.each([
    ['the old client sends forms', { client: 'norrin' }],
    ['the new client sends forms', { client: 'novation' }],
    ['the form has a file for the batch', { bodyForm: 'form-blob' }],
    ['batches are text by XMLHttpRequest', { bodyForm: 'text', transport: 'xhr' }],
    ['batches are Blobs in a Request', { bodyForm: 'blob', transport: 'fetch-request' }],
    ['batches go to the other host', { apiHost: 'apis' }],
    ['there is no time to undo', { undoMs: 0 }],
    ['tokens rotate', { rotateWssidAfter: 2 }],
    ['tokens rotate, told inside of the batch', { rotateWssidAfter: 2, wssidError: 'nested' }],
    ['mids change at every save', { mids: 'changed-by-saving' }],
    ['saving and sending are two batches', { sendBatch: 'apart' }],
    ['the draft is named by selection', { sendNames: 'selection' }],
    ['traffic is unknown', { traffic: 'unknown' }],
    ['anchors are renamed', { anchors: 'renamed' }],
    ['first data is an object of the window', { bootstrap: 'global' }],
    ['messages stand in cards', { shape: 'nested' }],
  ] satisfies [string, YahooStandInOptions][])('reads and sends with everything, when %s', async (_, options) => {
    const stage = await setUp(options, (webmail) => void webmail.deliver(REP, sample()));
    const { webmail, user } = stage;
    await user.openConversation('Offer');
    await user.backToInbox();
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
    expect([mail.subject, ...mail.parts.map((part) => part.name)]).toEqual(['Prices', 'client.ts']);
    expect(mail.html).toContain('Dear Ana');
    expect(mail.html).toContain('yahoo-style-wrap');
    untouched(stage);
  });

  it('undoes a send that the page holds, and the draft is there again', async () => {
    const { webmail, user } = await setUp({ undoMs: 1500 });
    await user.compose(DRAFT);
    await user.send();
    await user.undo();
    expect(await user.page.count(controls.form)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1800));
    expect(webmail.sent(REP)).toEqual([]);
    expect(webmail.requests.some((one) => one.url.includes('saveAndSend'))).toBe(false);
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
  });

  it('schedules, discards and closes without anything going out', async () => {
    const stage = await setUp();
    const { webmail, user } = stage;
    await user.compose(DRAFT);
    await user.schedule();
    await user.compose({ ...DRAFT, subject: 'Second' });
    await user.discard();
    await user.compose({ ...DRAFT, subject: 'Third' });
    await user.closeCompose();
    expect(webmail.sent(REP)).toEqual([]);
    await webmail.sendScheduled(REP);
    expect(webmail.sent(REP)).toHaveLength(1);
    untouched(stage);
  });

  it.each([
    ['part', 'refused'],
    ['whole', 'refused'],
    ['error', 'refused'],
    ['part', 'unanswered'],
  ] as const)('gets a send out in the end that was, as %s, %s', async (refusedAs, sends) => {
    const { webmail, user } = await setUp({ sends, refusedAs, undoMs: 0 });
    await user.compose(DRAFT);
    await user.send();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(webmail.sent(REP)).toEqual([]);
    webmail.set({ sends: 'works' });
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
  });

  it('sees new mail, reads it, which marks it as read by hand, and replies in its conversation', async () => {
    const stage = await setUp();
    const { webmail, user, tab } = stage;
    const told = webmail.deliver(REP, sample());
    await tab.waitForSelector('[data-test-read="false"]');
    await user.openConversation('Offer');
    await waitUntil('the message to be read', () => webmail.state(REP, told.ref)?.flags.read === true);
    expect(new URL(tab.url()).pathname).toBe(`/d/folders/1/messages/${told.ref}`);
    await user.reply('Thank you');
    await user.send();
    await waitUntil('the reply to be sent', () => webmail.sent(REP).length === 1);
    expect(webmail.sent(REP)[0]?.threadRef).toBe(told.threadRef);
    await tab.waitForFunction(() => document.querySelectorAll('[data-test-id="message-view"]').length === 2);
    await user.backToInbox();
    expect(new URL(tab.url()).pathname).toBe('/d/folders/1');
    untouched(stage);
  });

  it('finds its draft in the folder after the page was loaded again', async () => {
    const { webmail, user, tab } = await setUp({ firstList: 'call' }, (one) => void one.deliver(REP, sample()));
    await user.compose(DRAFT);
    await user.page.reload();
    await tab.waitForSelector(controls.ready, { state: 'attached' });
    expect(await user.page.count(controls.row)).toBe(1);
    await user.openFolder('3');
    await tab.click(controls.row);
    expect(await tab.inputValue(controls.subjectField)).toBe('Prices');
    await user.send();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    expect(webmail.strayChanges).toEqual([]);
  });

  it('writes as a linked account or an alias', async () => {
    const accounts = [{ address: REP, name: 'Robin', aliases: [{ address: 'sales@example.com', name: 'Sales' }] }];
    const { webmail, user } = await setUp({ accounts });
    await user.compose(DRAFT);
    await user.writeAs(1);
    await user.sendByKeyboard();
    await waitUntil('the message to be sent', () => webmail.sent(REP).length === 1);
    expect(readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).from.email).toBe('sales@example.com');
  });

  it('is told from a script that clicks', async () => {
    const { webmail, tab } = await setUp({}, (one) => void one.deliver(REP, sample()));
    await tab.evaluate(() => document.querySelector<HTMLElement>('[data-test-id="message-list-item"]')?.click());
    await waitUntil('the script to be noticed', () => webmail.strayChanges.length === 1);
  });

  it('is told of the end of the session, and signs in again', async () => {
    const { webmail, tab } = await setUp();
    webmail.signOut(REP);
    await tab.click(controls.signIn);
    await tab.click('#sign-in');
    await tab.waitForSelector(controls.ready, { state: 'attached' });
  });

  it('works in the basic view too', async () => {
    const { webmail, tab } = await setUp({}, (one) => void one.deliver(REP, sample()));
    webmail.set({ client: 'basic' });
    const user = createBasicUser(drive(tab), webmail);
    await user.open(REP);
    await user.openConversation('Offer');
    await user.reply('Thank you');
    await user.send();
    await waitUntil('the reply to be sent', () => webmail.sent(REP).length === 1);
    expect(webmail.strayChanges).toEqual([]);
  });
});

describe('the page in its variants', () => {
  it.each([
    ['norrin', {}, 'body#Atom header.norrin-ybar#norrin-ybar-header'],
    ['norrin', {}, '#mail-app-component #mail-app-container [data-test-id="mail-reader"]'],
    ['novation', {}, 'html#Atom[data-color-theme-enabled][data-color-scheme]'],
    ['novation', {}, '#mail-app-component-container #mail-reader-container'],
    [
      'norrin',
      {},
      '[data-test-id="virtual-list"] [data-test-id="virtual-list-container"] [role="list"] > li > a[data-test-id="message-list-item"][href*="/d/folders/1/messages/A"]',
    ],
    ['novation', {}, '[role="list"] > li > div[data-test-id="message-list-item"]:not([href])'],
    ['norrin', {}, 'li:only-child, li > [data-test-id="message-list-item"]:only-child'],
    ['norrin', { rowMid: 'shown' }, '[data-test-id="message-list-item"][data-test-mid^="A"]'],
    [
      'norrin',
      { rowSuffix: 'mid' },
      '[id^="unread-message-status-A"] ~ [id^="email-sender-A"][title="ana@northwind.example"]',
    ],
    ['norrin', { rowWrapper: 'older' }, 'li[data-test-id="infinite-scroll-ROW"] a[role="article"]'],
    ['norrin', {}, '[id^="email-subject-"]:not([id*="snippet"])[title="Offer"] ~ [id^="email-snippet-"]'],
    ['norrin', {}, '[id^="email-subject-snippet-"].sr-only'],
    ['norrin', { adverts: 1 }, 'li > [data-test-id^="pencil-ad-messageList"] a[href^="https://api.taboola.com/"]'],
    ['norrin', {}, '[data-test-id="time-chunk-separator"]'],
    ['norrin', {}, '#ybarAccountMenu[aria-label*="(rep@example.com)"]'],
    ['norrin', {}, '[data-test-id="notifications"] ~ [role="status"][aria-live="polite"]'],
    ['norrin', { preview: true }, '[data-test-id="mail-reader"][data-test-preview="1"]'],
  ] satisfies ['norrin' | 'novation', YahooStandInOptions, string][])(
    'lists with %s and %j: %s',
    async (client, options, expected) => {
      const { tab } = await setUp({ client, ...options }, (webmail) => void webmail.deliver(REP, sample()));
      await tab.waitForSelector(expected, { state: 'attached' });
    },
  );

  it.each([
    [
      {},
      '#message-group-view[data-test-id="message-group-view"] [data-test-id="message-group-view-scroller"] [data-test-id="message-group-subject-text"]',
    ],
    [{}, '.message-view[data-test-id="message-view"][data-test-expanded="true"] header[data-test-id="message-header"]'],
    [{}, 'header [data-test-id="message-from"] [data-test-id="email-pill"] span > span'],
    [{ senderPill: 'title' }, '[data-test-id="email-pill"][title="ana@northwind.example"]'],
    [{ senderPill: 'contact-card' }, '[data-test-id="message-view"] [data-test-id="with-contact-card-anchor"]'],
    [
      {},
      '[data-test-id="message-view-body"] > [data-test-id="message-view-body-content"].msg-body > div > div[id^="yiv"]',
    ],
    [{}, '[data-test-id="message-date"][datetime]'],
    [{}, '[data-test-id="attachment-container"] [data-test-id="attachment-card-title"]'],
    [{ adverts: 1 }, '[data-test-id="gam-iframe"] #gpt-iframe'],
    [{ preview: true }, '[data-test-id="message-list-item"][data-test-active="true"]'],
    [{ locale: 'de' }, 'html[lang="de"] [data-test-id="pill-text"]'],
    [{ locale: 'es' }, 'html[lang="es"] [data-test-id="pill-text"]'],
  ] satisfies [YahooStandInOptions, string][])('opens a conversation with %j: %s', async (options, expected) => {
    const file = { name: 'a b.pdf', mime: 'application/pdf', bytes: new Uint8Array(9) };
    const { user, tab } = await setUp(options, (webmail) => void webmail.deliver(REP, sample({ files: [file] })));
    await user.openConversation('Offer');
    await tab.waitForSelector(expected, { state: 'attached' });
    expect(user.page.errors).toEqual([]);
  });

  it.each([
    '[data-test-id="compose"] .compose-header [data-test-id="compose-header-top-bar"]',
    '[data-test-id="container-to"] ul.pill-list > li.pill-container [data-test-id="pill"][title="ana@northwind.example"]',
    '[data-test-id="container-cc"] #message-cc-field',
    '[data-test-id="container-bcc"] #message-bcc-field',
    '#message-to-field.input-to',
    '[data-test-id="compose-subject"]#message-subject-field',
    '[data-test-id="editorWrapper"] #editor-container [data-test-id="rte"][contenteditable]',
    'button[data-test-id="compose-send-button"]',
  ])('writes with %s', async (expected) => {
    const { user, tab } = await setUp();
    await user.compose(DRAFT);
    expect(await tab.locator(expected).count()).toBe(1);
    expect(tab.url()).toMatch(/\/d\/compose\/\d+$/);
  });

  it('has none of the known anchors when they are renamed', async () => {
    const { user, tab } = await setUp({ anchors: 'renamed' }, (webmail) => void webmail.deliver(REP, sample()));
    await user.openConversation('Offer');
    const known = await tab
      .locator(
        '[data-test-id], [id^="email-"], [role="list"], [role="status"], #Atom, [id^="mail-app"], .message-view, .msg-body, a[href*="/messages/"]',
      )
      .count();
    expect(known).toBe(0);
    expect(await tab.title()).not.toContain(REP);
  });

  it('draws only the lines in view, and uses them again while the list is scrolled', async () => {
    const { tab } = await setUp({ separators: false }, (webmail) => {
      for (let number = 1; number <= 80; number += 1) {
        webmail.deliver(REP, sample({ subject: `Mail ${number}`, messageId: `<${number}@x.example>` }), {
          receivedMs: Date.now() + number,
        });
      }
    });
    const items = tab.locator('[role="list"] > li');
    const before = await items.count();
    expect(before).toBeLessThan(50);
    const first = await items.first().elementHandle();
    expect(await first?.textContent()).toContain('Mail 80');
    await tab.locator('[data-test-id="virtual-list"]').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await tab.waitForFunction(() => document.querySelector('[role="list"]')?.textContent?.includes('Mail 1 '));
    expect(await first?.textContent()).not.toContain('Mail 80');
    expect(await items.count()).toBeLessThan(before + 10);
  });

  it('shows hostile mail harmless', async () => {
    const html =
      '<img src=x onerror="document.title=1"><script>alert(1)</script><a href="javascript:alert(1)">x</a><p class="a" id="b">kept</p>';
    const { user, tab } = await setUp({}, (webmail) => void webmail.deliver(REP, sample({ html })));
    await user.openConversation('Offer');
    const shown = await tab.locator('.msg-body').first().innerHTML();
    expect(shown).toContain('kept');
    expect(shown).not.toMatch(/script|onerror|javascript:/);
  });

  it.each([
    ['bootstrap', 0],
    ['bootstrap-and-call', 1],
    ['call', 1],
  ] as const)('gets its first list by %s', async (firstList, calls) => {
    const { webmail, tab } = await setUp({ firstList }, (one) => void one.deliver(REP, sample()));
    expect(await tab.locator('[data-test-id="message-list-item"]').count()).toBe(1);
    expect(webmail.requests.filter((one) => one.kind === 'batch:folderChange.getList')).toHaveLength(calls);
  });
});
