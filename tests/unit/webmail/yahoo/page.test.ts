import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../../webmail/gmail/http.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import type { YahooStandInOptions } from '../../../webmail/yahoo/options.ts';
import { createYahooUser, type YahooUser } from '../../../webmail/yahoo/user.ts';
import { createYahooStandIn, type YahooStandIn } from '../../../webmail/yahoo/yahoo-stand-in.ts';
import { drive, launch } from '../gmail/driven.ts';
import { REP, sample } from './client.ts';

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
  webmail: YahooStandIn;
  user: YahooUser;
  tab: Page;
}

async function setUp(
  options: YahooStandInOptions = {},
  fill: (webmail: YahooStandIn) => void = () => {},
): Promise<Stage> {
  const held: { webmail?: YahooStandIn } = {};
  const handle = async (request: Request): Promise<Response> =>
    held.webmail ? held.webmail.handle(request) : new Response(null, { status: 503 });
  const [mail, apis, login, images] = [
    await listen(handle),
    await listen(handle),
    await listen(handle),
    await listen(handle),
  ];
  servers.push(mail.server, apis.server, login.server, images.server);
  const origins = { mail: mail.origin, apis: apis.origin, login: login.origin, images: images.origin };
  const webmail = createYahooStandIn({ origins, pollMs: 100, autosaveMs: 50, undoMs: 200, ...options });
  held.webmail = webmail;
  fill(webmail);
  const tab = await browser.newPage();
  tabs.push(tab);
  const user = createYahooUser(drive(tab), webmail);
  await user.open(REP);
  return { webmail, user, tab };
}

const DRAFT = { to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' };
const until = async (what: string, is: () => boolean): Promise<void> => {
  for (let left = 100; left > 0 && !is(); left -= 1) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!is()) throw new Error(`waited in vain for ${what}`);
};
const untouched = (stage: Stage): void => {
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
    await until('the message to be sent', () => webmail.sent(REP).length === 1);
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
});
