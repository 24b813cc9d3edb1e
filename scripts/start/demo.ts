import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleCompanies } from '../../server/sample/sample-data.ts';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import { allowExchange, toExchangeAddresses } from '../../tests/support/allow-exchange.ts';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import { createCookieKeeper } from '../../tests/support/cookie-keeper.ts';
import type { Driver } from '../../tests/support/driver.ts';
import { createNetwork } from '../../tests/support/network.ts';
import { openDriver } from '../../tests/support/open-driver.ts';
import type { WebmailStandIn } from '../../tests/webmail/stand-in.ts';
import { webmails } from '../../tests/webmail/webmails.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { buildIfStale, outputFolder } from '../build-if-stale.ts';
import { until } from './steps.ts';

/** Time to take back what was sent, where the webmail has one: long enough to be seen, short enough for a tour. */
const UNDO_MS = 2_000;

/** Browsers on a busy machine are slow to tell a fresh profile's policy, and nothing happens before. */
const DIRECTORY_MS = 120_000;

/** Everything the product needs around it, on this machine: a CRM with sample data, webmails, a browser. */
export interface Demo {
  crm: RunningServer;
  browser: Driver;
  /** The person whose mailbox and CRM user this is. */
  rep: { name: string; email: string };
  /** Opens a webmail with the rep's mailbox behind its names; the one before is closed. */
  show(site: SiteId): WebmailStandIn;
  close(): Promise<void>;
}

/** A customer of the sample: a company's name and one person there. */
export interface Customer {
  company: string;
  name: string;
  email: string;
}

/** People of the sample CRM, by company and place in its list. */
export function sampleCustomer(company: number, person: number): Customer {
  const found = sampleCompanies[company];
  const someone = found?.people[person];
  if (!found || !someone) throw new Error('The sample has no such person.');
  return { company: found.name, name: `${someone.firstName} ${someone.lastName}`, email: someone.email };
}

/** Builds the extension, starts the parts, and opens a browser with the extension connected. */
export async function startDemo(kind: BrowserKind, headless: boolean): Promise<Demo> {
  const target = kind === 'firefox' ? 'firefox' : 'chrome';
  await buildIfStale(target);
  const dataDir = await mkdtemp(join(tmpdir(), 'tandem-crm-'));
  const crm = await startServer({ dataDir, sample: true });
  const user = crm.sample?.users[0];
  if (!user) throw new Error('The sample has no user.');
  const rep = { name: user.name, email: user.email };
  const create = (site: SiteId) =>
    webmails[site].createStandIn({ accounts: [{ address: rep.email, name: rep.name }], undoMs: UNDO_MS });

  const hostsOf = (site: SiteId) => {
    const webmail = create(site);
    webmail.close();
    return webmail.hosts;
  };
  const hosts = new Set((Object.keys(webmails) as SiteId[]).flatMap(hostsOf));
  let shown: WebmailStandIn | undefined;
  const cookies = createCookieKeeper();
  const answer = async (request: Request) => {
    const isOurs = shown?.hosts.includes(new URL(request.url).hostname);
    if (!shown || !isOurs) return new Response('This webmail is not open now.', { status: 404 });
    return cookies.note(await shown.handle(cookies.strip(request)));
  };
  const network = await createNetwork(new Map([...hosts].map((host) => [host, answer])));
  const browser = await openDriver({
    kind,
    extensionDir: outputFolder(target),
    proxyPort: network.proxyPort,
    headless,
  });
  // Chromium puts off what is not urgent, and the reading of policies with it, until a first page of the web has loaded.
  await (await browser.page(`https://${[...hosts][0]}/`)).close();
  const exchangeHosts = [...hostsOf('exchange')];
  await browser.configure({
    crmUrl: crm.url,
    ...user.key,
    repAddress: rep.email,
    consentGiven: true,
    exchangeHosts: toExchangeAddresses(exchangeHosts),
  });
  await until(
    'the extension to read the CRM’s contacts',
    async () =>
      crm.requestLog.some(({ path, status }) => path.endsWith('/contacts') && status === 200) ? true : undefined,
    DIRECTORY_MS,
  );
  await allowExchange(browser, exchangeHosts);
  return {
    crm,
    browser,
    rep,
    show(site) {
      shown?.close();
      cookies.forget();
      shown = create(site);
      return shown;
    },
    async close() {
      await browser.close();
      await network.close();
      shown?.close();
      await crm.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
