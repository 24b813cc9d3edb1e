import type { Server } from 'node:http';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { DrivenPage } from '../../support/driver.ts';
import { listen } from '../../webmail/gmail/http.ts';
import type { StandInBehaviour, WebmailStandIn, WebmailUser } from '../../webmail/stand-in.ts';
import { drive, launch } from './gmail/driven.ts';

/** A page of a stand-in that somebody sits at. */
export interface Stage<W extends WebmailStandIn, U extends WebmailUser> {
  webmail: W;
  user: U;
  tab: Page;
}

/** What it takes to set a webmail up over plain HTTP. */
export interface StageKit<W extends WebmailStandIn, U extends WebmailUser, O extends object, H extends string> {
  /** Its hosts, by the names the stand-in gives them; each gets an origin of its own. */
  hosts: readonly H[];
  /** Whose mailbox is opened. */
  rep: string;
  /** Time to undo, ms; 300 unless told. */
  undoMs?: number;
  createStandIn(options: O & Partial<StandInBehaviour> & { origins: Record<H, string> }): W;
  createUser(page: DrivenPage, webmail: W): U;
}

/** Opens the page of a stand-in that behaves as told, filled before it is looked at. */
export type SetUp<W extends WebmailStandIn, U extends WebmailUser, O extends object> = (
  options?: O,
  fill?: (webmail: W) => void,
) => Promise<Stage<W, U>>;

/** A browser for the tests of one file, and a page of the stand-in for each of them. */
export function prepareStage<W extends WebmailStandIn, U extends WebmailUser, O extends object, H extends string>(
  kit: StageKit<W, U, O, H>,
): SetUp<W, U, O> {
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

  return async (options = {} as O, fill = () => {}) => {
    const held: { webmail?: W } = {};
    const handle = async (request: Request): Promise<Response> =>
      held.webmail ? held.webmail.handle(request) : new Response(null, { status: 503 });
    const origins = {} as Record<H, string>;
    for (const host of kit.hosts) {
      const { origin, server } = await listen(handle);
      servers.push(server);
      origins[host] = origin;
    }
    const quick = { pollMs: 100, autosaveMs: 50, undoMs: kit.undoMs ?? 300 };
    const webmail = kit.createStandIn({ origins, ...quick, ...options });
    held.webmail = webmail;
    fill(webmail);
    const tab = await browser.newPage();
    tabs.push(tab);
    const user = kit.createUser(drive(tab), webmail);
    await user.open(kit.rep);
    return { webmail, user, tab };
  };
}
