import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../../webmail/gmail/http.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { createOutlookStandIn, type OutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import { controls, createOutlookUser, type OutlookUser } from '../../../webmail/outlook/user.ts';
import { REP, sample } from '../gmail/client.ts';
import { drive, launch } from '../gmail/driven.ts';

let browser: Browser;
const servers: Server[] = [];
const tabs: Page[] = [];

beforeAll(async () => {
  browser = await launch();
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.context().close();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => browser.close());

interface Stage {
  webmail: OutlookStandIn;
  user: OutlookUser;
  tab: Page;
}

async function setUp(
  options: OutlookStandInOptions = {},
  fill: (webmail: OutlookStandIn) => void = () => {},
): Promise<Stage> {
  const held: { webmail?: OutlookStandIn } = {};
  const handle = async (request: Request): Promise<Response> =>
    held.webmail ? held.webmail.handle(request) : new Response(null, { status: 503 });
  const [mail, signIn] = [await listen(handle), await listen(handle)];
  servers.push(mail.server, signIn.server);
  const origins = { mail: mail.origin, signIn: signIn.origin };
  const webmail = createOutlookStandIn({ origins, pollMs: 100, autosaveMs: 50, undoMs: 300, ...options });
  held.webmail = webmail;
  fill(webmail);
  const tab = await browser.newPage();
  tabs.push(tab);
  const user = createOutlookUser(drive(tab), webmail);
  await user.open(REP);
  return { webmail, user, tab };
}

const DRAFT = { to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' };
const until = async (what: string, is: () => boolean): Promise<void> => {
  for (let left = 100; left > 0 && !is(); left -= 1) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!is()) throw new Error(`waited in vain for ${what}`);
};

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
    await until('the message to be sent', () => webmail.sent(REP).length === 1);
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
      const { webmail, user, tab } = await setUp(options);
      const told = webmail.deliver(REP, sample());
      await tab.waitForSelector(`${controls.row}[data-unread="yes"]`);
      await user.openConversation('Offer');
      await tab.waitForSelector(`${controls.body} >> text=Dear Robin`);
      await until('the message to be read', () => webmail.isRead(REP, told.ref));
      await user.reply('Thank you');
      await user.send();
      await until('the reply to be sent', () => webmail.sent(REP).length === 1);
      expect(webmail.sent(REP)[0]?.threadRef).toBe(told.threadRef);
      await user.backToInbox();
      expect(webmail.strayChanges).toEqual([]);
      expect(user.page.errors).toEqual([]);
      expect(webmail.requests.every((one) => one.byPage)).toBe(true);
    },
  );
});
