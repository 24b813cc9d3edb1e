import { writeFile } from 'node:fs/promises';
import type { TestInfo } from 'playwright/test';
import type { SiteId } from '../../utils/model/site.ts';
import { rawMail, type SampleMail } from '../webmail/gmail/samples.ts';
import type {
  SeenRequest,
  StandInAccount,
  StandInBehaviour,
  StandInMessage,
  WebmailStandIn,
  WebmailUser,
} from '../webmail/stand-in.ts';
import type { CrmEmail } from './crm-reader.ts';
import { readDatabase } from './database-reader.ts';
import type { DrivenPage, Driver } from './driver.ts';
import type { House } from './house.ts';
import { keepEvidence } from './keep-evidence.ts';
import type { Network } from './network.ts';
import { expect } from './test.ts';
import { REP } from './world.ts';

/** People of the sample companies, a colleague of the rep, and somebody the CRM does not know. */
export const CUSTOMER = { email: 'omar.haddad@birch.example', name: 'Omar Haddad' };
export const OTHER_CUSTOMER = { email: 'priya.shah@larkfield.example', name: 'Priya Shah' };
export const COLLEAGUE = { email: 'mateo.vidal@northside.example', name: 'Mateo Vidal' };
export const FRIEND = { email: 'sam@family.example', name: 'Sam' };

/** For stories told in one browser only, since nothing in them depends on which. */
export const chromiumOnly = { tag: '@chromium' };

/** Mail that comes in, by the few words that matter to a story. */
export type Incoming = Partial<SampleMail> & Pick<SampleMail, 'from' | 'subject'>;

/** A kit, with whatever its stand-in and its user can do besides what all can. */
export interface DeskKit<W extends WebmailStandIn, U extends WebmailUser, O> {
  createStandIn(options: O & Partial<StandInBehaviour> & { accounts: StandInAccount[] }): W;
  createUser(page: DrivenPage, webmail: W): U;
}

/** A rep with a mailbox of her own, in a browser and a CRM that others have used before and will use after. */
export interface Desk<
  W extends WebmailStandIn = WebmailStandIn,
  U extends WebmailUser = WebmailUser,
  O = Partial<StandInBehaviour>,
> {
  readonly site: SiteId;
  readonly browser: Driver;
  readonly webmail: W;
  readonly network: Network;
  readonly hooks: House['hooks'];
  /** Address of the mailbox. */
  readonly account: string;
  /** Opens a webmail that behaves as told, with a mailbox of the account and nothing in it. */
  setUp(options?: O): void;
  /** A message arrives from outside. */
  receive(mail: Incoming, account?: string): StandInMessage;
  /** The same for a source that is ready made. */
  receiveRaw(raw: string): StandInMessage;
  /** Opens a mailbox in a tab of its own. */
  open(account?: string): Promise<U>;
  /** A tab on nothing yet. */
  tab(): Promise<U>;
  /** E-mails in the CRM that were not there when this desk was taken, oldest first. */
  logged(): Promise<CrmEmail[]>;
  /** Waits until exactly these subjects have been added, in any order. */
  expectLogged(...subjects: string[]): Promise<CrmEmail[]>;
  /** Lets some time pass in which nothing may be added, and does the same. */
  expectStillLogged(...subjects: string[]): Promise<CrmEmail[]>;
  /** How often somebody asked the CRM to make an e-mail. */
  creations(): number;
  /** Requests by somebody who is not the page, that brought content of the message. */
  fetchedBesides(ref: string): number;
  /** Requests by somebody who is not the page. */
  askedBesides(): readonly SeenRequest[];
  /** Bytes of an attachment in the CRM. */
  attachment(id: number): Promise<Uint8Array>;
  /** Names of what the extension has found strange in this webmail, such as `dom/no-id-in-list-rows`. */
  troubles(): Promise<string[]>;
  /** Nothing was changed in the mailbox but by hand, no page met an error, and nobody else was spoken to. */
  expectUntouched(): void;
}

/**
 * Nothing that was to be noticed is still on its way once the open page has asked its server this often, and no sooner
 * than it takes from there to the CRM. A page that asks nothing is given the longest time.
 */
const QUIET = { polls: 5, shortestMs: 800, longestMs: 2000 };

/** Chromium asks Google by itself who is signed in. */
const BROWSERS_OWN = /[?&]source=ChromiumBrowser/;

/** Quick pages, so that stories wait for what they are about. */
export const QUICK = { pollMs: 200, autosaveMs: 150, undoMs: 300 };

/**
 * Mailboxes differ from desk to desk. iCloud is read only where the mailbox has the address of the CRM's user, as companies
 * have it with a domain of their own.
 */
export function accountOf(site: SiteId, number: number): StandInAccount {
  if (site !== 'icloud') return { address: `nora${number}@northside.example`, name: REP.name };
  return { address: `nora${number}@icloud.com`, name: REP.name, aliases: [REP] };
}

/** Takes a desk in the house for one test, and leaves it clean. */
export async function useDesk<W extends WebmailStandIn, U extends WebmailUser, O extends object>(
  house: House,
  site: SiteId,
  kit: DeskKit<W, U, O>,
  testInfo: TestInfo,
  use: (desk: Desk<W, U, O>) => Promise<void>,
): Promise<void> {
  const { browser, network, hooks } = house;
  const owner = accountOf(site, house.next());
  const account = owner.address;
  const [before, logStart] = [(await house.crmReader.emails()).at(-1)?.id ?? 0, house.crm.requestLog.length];
  const refusedBefore = new Set(network.refused);
  const users: U[] = [];
  const create = (options: O = {} as O) => kit.createStandIn({ accounts: [owner], ...QUICK, ...options });
  let webmail = create();
  let received = 0;

  const tab = async () => {
    const user = kit.createUser(await browser.page(), webmail);
    users.push(user);
    return user;
  };
  const quiet = async () => {
    const asked = () => webmail.requests.filter(({ byPage }) => byPage).length;
    const [begun, start] = [asked(), performance.now()];
    const isOver = (ms: number) => ms >= QUIET.longestMs || (ms >= QUIET.shortestMs && asked() - begun >= QUIET.polls);
    while (!isOver(performance.now() - start)) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const logged = () => house.crmReader.emails(before);
  const expectLogged = async (...subjects: string[]) => {
    const sorted = async () => (await logged()).map(({ subject }) => subject).toSorted();
    await expect.poll(sorted, { timeout: 45_000, intervals: [200] }).toEqual(subjects.toSorted());
    return logged();
  };

  await use({
    site,
    browser,
    network,
    hooks,
    account,
    get webmail() {
      return webmail;
    },
    setUp(options) {
      webmail.close();
      webmail = create(options);
      house.show(webmail);
    },
    receive: (mail, to = account) =>
      webmail.deliver(
        to,
        rawMail({
          to: `${REP.name} <${to}>`,
          html: '<p>Hello Nora.</p>',
          messageId: `<${++received}.${account}.${mail.from.email}>`,
          dateMs: Date.now(),
          ...mail,
        }),
      ),
    receiveRaw: (raw) => webmail.deliver(account, raw),
    async open(address = account) {
      const user = await tab();
      await user.open(address);
      return user;
    },
    tab,
    logged,
    expectLogged,
    async expectStillLogged(...subjects) {
      await quiet();
      return expectLogged(...subjects);
    },
    creations: () =>
      house.crm.requestLog.slice(logStart).filter(({ method, path }) => method === 'POST' && /\/emails$/.test(path))
        .length,
    fetchedBesides: (ref) =>
      webmail.requests.filter(({ byPage, revealed }) => !byPage && revealed.includes(ref)).length,
    askedBesides: () => webmail.requests.filter(({ byPage, url }) => !byPage && !BROWSERS_OWN.test(url)),
    attachment: (id) => house.crmReader.attachment(id),
    async troubles() {
      const { troubles = [] } = await readDatabase(browser);
      const names = troubles.filter(({ kind }) => kind === 'layout').map(({ what }) => String(what));
      return names.filter((name) => name.startsWith(`${site}/`)).map((name) => name.slice(site.length + 1));
    },
    expectUntouched() {
      expect(webmail.strayChanges).toEqual([]);
      expect(users.flatMap(({ page }) => page.errors)).toEqual([]);
      const strangers = [...network.refused].filter((host) => !refusedBefore.has(host));
      expect(strangers.filter((host) => /birch|larkfield|northside|crm|tandem|sage/.test(host))).toEqual([]);
    },
  });

  if (testInfo.status !== testInfo.expectedStatus) {
    await keepEvidence(browser, testInfo);
    const asked = webmail.requests.map(
      (one) => `${one.byPage ? 'page' : 'else'} ${one.kind} ${one.revealed.join(' ')}`,
    );
    const { orders, outbox, counters, troubles } = await readDatabase(browser);
    const path = testInfo.outputPath('requests-and-database.json');
    await writeFile(path, JSON.stringify({ asked, orders, outbox, counters, troubles }, null, 1));
    await testInfo.attach('requests-and-database', { path, contentType: 'application/json' });
  }
  for (const page of [...browser.openPages]) await page.close();
  delete hooks.mail;
  delete hooks.crm;
  webmail.close();
}
