import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BeforeRespond } from '../../server/http/faults.ts';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import { createIcloudStandIn } from '../webmail/icloud/icloud-stand-in.ts';
import type { WebmailStandIn } from '../webmail/stand-in.ts';
import { webmails } from '../webmail/webmails.ts';
import { allowExchange, toExchangeAddresses } from './allow-exchange.ts';
import type { BrowserKind } from './browser-kind.ts';
import { builtExtension } from './built-extension.ts';
import { createCookieKeeper } from './cookie-keeper.ts';
import { type CrmReader, createCrmReader } from './crm-reader.ts';
import { readDatabase } from './database-reader.ts';
import type { Driver } from './driver.ts';
import { createNetwork, type Network } from './network.ts';
import { openDriver } from './open-driver.ts';
import { reportSteps } from './report-steps.ts';
import { waitUntil } from './wait-until.ts';
import { REP } from './world.ts';

/** What the desks of one worker share, since opening it takes longer than a story. */
export interface House {
  readonly browser: Driver;
  readonly crm: RunningServer;
  readonly crmReader: CrmReader;
  readonly network: Network;
  readonly hooks: { mail?: (request: Request) => Promise<void>; crm?: BeforeRespond };
  /** The webmail behind its names from now on. */
  show(webmail: WebmailStandIn): void;
  /** A number never given before. */
  next(): number;
}

/** Hosts of every webmail there is; Exchange's is that of a company, and iCloud has others in mainland China. */
export const hostsOfAll: readonly string[] = [
  ...new Set(
    [
      ...Object.values(webmails).map(({ createStandIn }) => createStandIn({ accounts: [REP] })),
      createIcloudStandIn({ accounts: [REP], region: 'china' }),
    ].flatMap((webmail) => {
      webmail.close();
      return webmail.hosts;
    }),
  ),
];

/** The Exchange of the rep's company, as the rep has named it to the extension. */
const exchangeHosts = webmails.exchange.createStandIn({ accounts: [REP] }).hosts;

/**
 * Opens a browser and waits until its extension has read the CRM's directory. A fresh profile's policy is told late by a busy
 * browser, now and then only after minutes, and until then the extension rightly does nothing: another profile is tried.
 */
async function openConnected(
  kind: BrowserKind,
  proxyPort: number,
  settings: Record<string, unknown>,
  isRead: () => boolean,
): Promise<Driver> {
  const troubles: unknown[] = [];
  while (troubles.length < TRIES) {
    const driver = await openDriver({ kind, extensionDir: builtExtension(kind), proxyPort });
    try {
      await driver.configure(settings);
      await waitUntil('the directory to be read', isRead, TRY_MS);
      return driver;
    } catch (error) {
      troubles.push({ error: String(error), kept: await readDatabase(driver).catch(() => undefined) });
      await driver.close();
    }
  }
  throw new Error(`No browser came to read the CRM: ${JSON.stringify(troubles)}`);
}

const TRIES = 5;
const TRY_MS = 30_000;

/** A browser with the extension in it, connected to a CRM with sample companies, and no webmail open yet. */
export async function openHouse(kind: BrowserKind): Promise<House & { close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tandem-house-'));
  const hooks: House['hooks'] = {};
  const crm = await startServer({
    dataDir,
    sample: true,
    requestsPerSecond: Number.POSITIVE_INFINITY,
    beforeRespond: async (request) => (await hooks.crm?.(request)) ?? 'ok',
  });
  const shown = new Map<string, WebmailStandIn>();
  const cookies = createCookieKeeper();
  const answer = async (request: Request) => {
    await hooks.mail?.(request);
    const webmail = shown.get(new URL(request.url).hostname);
    if (!webmail) return new Response('Nobody is here.', { status: 404 });
    return cookies.note(await webmail.handle(cookies.strip(request)));
  };
  const network = await createNetwork(new Map(hostsOfAll.map((host) => [host, answer])));
  const key = crm.sample?.users.find((user) => user.email === REP.address)?.key;
  const settings = {
    crmUrl: crm.url,
    publicKey: key?.publicKey,
    privateKey: key?.privateKey,
    repAddress: REP.address,
    captureOn: true,
    consentGiven: true,
    crmRequestsPerSecond: 1000,
    exchangeHosts: toExchangeAddresses(exchangeHosts),
  };
  const isRead = () => crm.requestLog.some(({ path }) => path.endsWith('/contacts'));
  const opened = await openConnected(kind, network.proxyPort, settings, isRead);
  await allowExchange(opened, exchangeHosts);
  let given = 0;
  return {
    browser: reportSteps(opened),
    crm,
    crmReader: createCrmReader(crm),
    network,
    hooks,
    show(webmail) {
      cookies.forget();
      for (const host of webmail.hosts) shown.set(host, webmail);
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
