import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { startServer } from '../../server/start-server.ts';
import { createChromiumPage } from '../../tests/support/chromium-page.ts';
import { createNetwork } from '../../tests/support/network.ts';
import { waitUntil } from '../../tests/support/wait-until.ts';
import { REP } from '../../tests/support/world.ts';
import type { GmailStandIn } from '../../tests/webmail/gmail/gmail-stand-in.ts';
import type { WebmailStandIn } from '../../tests/webmail/stand-in.ts';
import { webmails } from '../../tests/webmail/webmails.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { deliver } from './customer.ts';
import { openProbedChromium, type ProbedChromium } from './open-chromium.ts';
import { padAnswer } from './pad-answer.ts';

/** The page of a webmail's stand-in with our extension at work in it, and nothing else. */
export interface WebmailPage {
  webmail: WebmailStandIn;
  chromium: ProbedChromium;
  page: Page;
  /** A session with the page. */
  devtools: CDPSession;
  /** Beginnings of the addresses of our scripts. */
  scripts: string[];
  /** Opens the mailbox and waits until it is drawn. */
  open(): Promise<void>;
  /** Answers of the webmail are this much larger from now on, in bytes. */
  pad(bytes: number): void;
  close(): Promise<void>;
}

/** A mailbox as it is found in the morning: mostly private mail, a little of it of customers and in the CRM by now. */
const PRIVATE_MESSAGES = 20;
const CUSTOMER_MESSAGES = 5;

/**
 * @param buildDir Chromium's build
 * @param scratchDir an empty folder
 */
export async function openWebmailPage(site: SiteId, buildDir: string, scratchDir: string): Promise<WebmailPage> {
  const kit = webmails[site];
  const webmail = kit.createStandIn({ accounts: [REP], pollMs: 1000 });
  for (let n = 0; n < PRIVATE_MESSAGES; n++) deliver(webmail, { name: 'Sam', email: 'sam@family.example' });
  for (let n = 0; n < CUSTOMER_MESSAGES; n++) deliver(webmail);
  let padBytes = 0;
  const answer = async (request: Request) => padAnswer(await webmail.handle(request), padBytes);
  const network = await createNetwork(new Map(webmail.hosts.map((host) => [host, answer])));
  const crm = await startServer({
    dataDir: join(scratchDir, 'crm'),
    sample: true,
    requestsPerSecond: Number.POSITIVE_INFINITY,
  });
  const extensionDir = join(scratchDir, 'extension');
  await allowHosts(buildDir, extensionDir, webmail.hosts);
  const chromium = await openProbedChromium({
    profileDir: join(scratchDir, 'profile'),
    proxyPort: network.proxyPort,
    extensionDirs: [extensionDir],
  });
  const [origin = ''] = chromium.origins;
  const key = crm.sample?.users.find((user) => user.email === REP.address)?.key;
  await chromium.configure(origin, {
    crmUrl: crm.url,
    publicKey: key?.publicKey,
    privateKey: key?.privateKey,
    repAddress: REP.address,
    captureOn: true,
    consentGiven: true,
    crmRequestsPerSecond: 1000,
    ...(site === 'exchange' ? { exchangeHosts: webmail.hosts.map((host) => `https://${host}`) } : {}),
  });
  await waitUntil('the directory to be read', () => crm.requestLog.some(({ path }) => path.endsWith('/contacts')));
  const page = await chromium.context.newPage();
  const user = kit.createUser(createChromiumPage(page), webmail);
  const open = () => user.open(REP.address);
  await open();
  const created = () =>
    crm.requestLog.filter(({ method, path }) => method === 'POST' && path.endsWith('/emails')).length;
  await waitUntil('mail that was there before to be logged', () => created() >= CUSTOMER_MESSAGES, 60_000);
  return {
    webmail,
    chromium,
    page,
    devtools: await chromium.context.newCDPSession(page),
    scripts: [`${origin}/content-scripts/`],
    open,
    pad(bytes) {
      // Gmail's answers are arrays whose places mean something; its stand-in knows where there is room.
      if (isGmail(webmail)) webmail.set({ paddingBytes: bytes });
      else padBytes = bytes;
    },
    async close() {
      await chromium.close();
      webmail.close();
      await network.close();
      await crm.close();
    },
  };
}

function isGmail(webmail: WebmailStandIn): webmail is GmailStandIn {
  return webmail.hosts.includes('mail.google.com');
}

/** A copy of the build that has the hosts from the start: nobody is there to click a permission prompt. */
async function allowHosts(from: string, to: string, hosts: readonly string[]): Promise<void> {
  await cp(from, to, { recursive: true });
  const path = join(to, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { host_permissions: string[] };
  manifest.host_permissions.push(...hosts.map((host) => `https://${host}/*`));
  await writeFile(path, JSON.stringify(manifest));
}
