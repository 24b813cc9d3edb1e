import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BeforeRespond } from '../../server/http/faults.ts';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import { createGmailStandIn, type GmailStandIn } from '../webmail/gmail/gmail-stand-in.ts';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';
import { rawMail, type SampleMail } from '../webmail/gmail/samples.ts';
import { createGmailUser, type GmailUser } from '../webmail/gmail/user.ts';
import type { StandInMessage } from '../webmail/stand-in.ts';
import type { BrowserKind } from './browser-kind.ts';
import { builtExtension } from './built-extension.ts';
import { type CrmEmail, type CrmReader, createCrmReader } from './crm-reader.ts';
import { readDatabase } from './database-reader.ts';
import type { Driver } from './driver.ts';
import { keepEvidence } from './keep-evidence.ts';
import { createNetwork, type Network } from './network.ts';
import { openDriver } from './open-driver.ts';
import { reportSteps } from './report-steps.ts';
import { test as base, expect } from './test.ts';
import { waitUntil } from './wait-until.ts';

export { expect };

/** People of the sample companies, a colleague of the rep, and somebody the CRM does not know. */
export const CUSTOMER = { email: 'omar.haddad@birch.example', name: 'Omar Haddad' };
export const OTHER_CUSTOMER = { email: 'priya.shah@larkfield.example', name: 'Priya Shah' };
export const COLLEAGUE = { email: 'mateo.vidal@northside.example', name: 'Mateo Vidal' };
export const FRIEND = { email: 'sam@family.example', name: 'Sam' };

const REP = { email: 'nora.lind@northside.example', name: 'Nora Lind' };

/** For stories told in one browser only, since nothing in them depends on which. */
export const chromiumOnly = { tag: '@chromium' };

/** What the desks of one worker share, since opening it takes longer than a story. */
interface House {
  readonly browser: Driver;
  readonly crm: RunningServer;
  readonly crmReader: CrmReader;
  readonly network: Network;
  readonly hooks: { mail?: (request: Request) => Promise<void>; crm?: BeforeRespond };
  /** The Gmail behind the names of Gmail from now on. */
  show(gmail: GmailStandIn): void;
  /** A number never given before. */
  next(): number;
}

/** Mail that comes in, by the few words that matter to a story. */
export type Incoming = Partial<SampleMail> & Pick<SampleMail, 'from' | 'subject'>;

/** A rep with a Gmail of her own, in a browser and a CRM that others have used before and will use after. */
export interface Desk {
  readonly browser: Driver;
  readonly gmail: GmailStandIn;
  readonly network: Network;
  readonly hooks: House['hooks'];
  /** Address of the mailbox. */
  readonly account: string;
  /** Opens a Gmail that behaves as told, with a mailbox of the account and nothing in it. */
  setUp(options?: GmailStandInOptions): void;
  /** A message arrives from outside. */
  receive(mail: Incoming, account?: string): StandInMessage;
  /** The same for a source that is ready made. */
  receiveRaw(raw: string): StandInMessage;
  /** Opens a mailbox in a tab of its own. */
  open(account?: string): Promise<GmailUser>;
  /** A tab on nothing yet. */
  tab(): Promise<GmailUser>;
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
  /** Nothing was changed in the mailbox but by hand, no page met an error, and nobody else was spoken to. */
  expectUntouched(): void;
}

/** Longer than anything takes that could still be on its way. */
const QUIET_MS = 1500;

/** Quick pages, so that stories wait for what they are about. */
const QUICK = { pollMs: 200, autosaveMs: 150, undoMs: 300 };

export const test = base.extend<{ desk: Desk }, { house: House }>({
  house: [
    async ({ kind }, use) => {
      const house = await openHouse(kind);
      await use(house);
      await house.close();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  desk: async ({ house }, use, testInfo) => {
    const { browser, network, hooks } = house;
    const account = `nora${house.next()}@northside.example`;
    const [before, logStart] = [(await house.crmReader.emails()).length, house.crm.requestLog.length];
    const refusedBefore = new Set(network.refused);
    const users: GmailUser[] = [];
    let gmail = createGmailStandIn();
    let received = 0;

    const tab = async () => {
      const user = createGmailUser(await browser.page(), gmail);
      users.push(user);
      return user;
    };
    const logged = async () => (await house.crmReader.emails()).slice(before);
    const expectLogged = async (...subjects: string[]) => {
      const sorted = async () => (await logged()).map(({ subject }) => subject).toSorted();
      await expect.poll(sorted, { timeout: 20_000, intervals: [100] }).toEqual(subjects.toSorted());
      return logged();
    };

    await use({
      browser,
      network,
      hooks,
      account,
      get gmail() {
        return gmail;
      },
      setUp(options = {}) {
        gmail.close();
        gmail = createGmailStandIn({ accounts: [{ address: account, name: REP.name }], ...QUICK, ...options });
        house.show(gmail);
      },
      receive: (mail, to = account) =>
        gmail.deliver(
          to,
          rawMail({
            to: `${REP.name} <${to}>`,
            html: '<p>Hello Nora.</p>',
            messageId: `<${++received}.${account}.${mail.from.email}>`,
            dateMs: Date.now(),
            ...mail,
          }),
        ),
      receiveRaw: (raw) => gmail.deliver(account, raw),
      async open(address = account) {
        const user = await tab();
        await user.open(address);
        return user;
      },
      tab,
      logged,
      expectLogged,
      async expectStillLogged(...subjects) {
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
        return expectLogged(...subjects);
      },
      creations: () =>
        house.crm.requestLog.slice(logStart).filter(({ method, path }) => method === 'POST' && /\/emails$/.test(path))
          .length,
      fetchedBesides: (ref) =>
        gmail.requests.filter(({ byPage, revealed }) => !byPage && revealed.includes(ref)).length,
      expectUntouched() {
        expect(gmail.strayChanges).toEqual([]);
        expect(users.flatMap(({ page }) => page.errors)).toEqual([]);
        const strangers = [...network.refused].filter((host) => !refusedBefore.has(host));
        expect(strangers.filter((host) => /birch|larkfield|northside|crm|tandem|sage/.test(host))).toEqual([]);
      },
    });

    if (testInfo.status !== testInfo.expectedStatus) {
      await keepEvidence(browser, testInfo);
      const asked = gmail.requests.map(
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
    gmail.close();
  },
});

async function openHouse(kind: BrowserKind): Promise<House & { close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tandem-house-'));
  const hooks: House['hooks'] = {};
  const crm = await startServer({
    dataDir,
    sample: true,
    requestsPerSecond: Number.POSITIVE_INFINITY,
    beforeRespond: async (request) => (await hooks.crm?.(request)) ?? 'ok',
  });
  let gmail = createGmailStandIn();
  const answer = async (request: Request) => {
    await hooks.mail?.(request);
    return gmail.handle(request);
  };
  const network = await createNetwork(new Map(gmail.hosts.map((host) => [host, answer])));
  const opened = await openDriver({ kind, extensionDir: builtExtension(kind), proxyPort: network.proxyPort });
  const key = crm.sample?.users.find((user) => user.email === REP.email)?.key;
  await opened.configure({
    crmUrl: crm.url,
    publicKey: key?.publicKey,
    privateKey: key?.privateKey,
    repAddress: REP.email,
    captureOn: true,
    consentGiven: true,
    crmRequestsPerSecond: 1000,
  });
  // Browsers are slow to tell a fresh profile's policy, and until then nothing is observed.
  const isRead = () => crm.requestLog.some(({ path }) => path.endsWith('/contacts'));
  await waitUntil('the directory to be read', isRead, 45_000).catch(async (error) => {
    const { cursors, troubles } = await readDatabase(opened);
    const asked = crm.requestLog.map(({ method, path, status }) => `${method} ${path} ${status}`);
    const running = await opened.backgroundRunning();
    throw new Error(JSON.stringify({ running, asked, cursors, troubles }), { cause: error });
  });
  let given = 0;
  return {
    browser: reportSteps(opened),
    crm,
    crmReader: createCrmReader(crm),
    network,
    hooks,
    show(next) {
      gmail = next;
    },
    next: () => ++given,
    async close() {
      await opened.close();
      await network.close();
      await crm.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
