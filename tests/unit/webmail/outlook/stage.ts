import type { Server } from 'node:http';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { listen } from '../../../webmail/gmail/http.ts';
import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { createOutlookStandIn, type OutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import { createOutlookUser, type OutlookUser } from '../../../webmail/outlook/user.ts';
import { REP } from '../gmail/client.ts';
import { drive, launch } from '../gmail/driven.ts';

export interface Stage {
  webmail: OutlookStandIn;
  user: OutlookUser;
  tab: Page;
}

export type SetUp = (options?: OutlookStandInOptions, fill?: (webmail: OutlookStandIn) => void) => Promise<Stage>;

/** A browser for the tests of one file, and a page of the stand-in over plain HTTP for each of them. */
export function prepareStage(): SetUp {
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

  return async (options = {}, fill = () => {}) => {
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
  };
}

export async function until(what: string, is: () => boolean): Promise<void> {
  for (let left = 100; left > 0 && !is(); left -= 1) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!is()) throw new Error(`waited in vain for ${what}`);
}

export const DRAFT = { to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' };
