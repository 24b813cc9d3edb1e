import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleCompanies } from '../../server/sample/sample-data.ts';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import type { Driver } from '../../tests/support/driver.ts';
import { createNetwork } from '../../tests/support/network.ts';
import { openDriver } from '../../tests/support/open-driver.ts';
import { createGmailStandIn, type GmailStandIn } from '../../tests/webmail/gmail/gmail-stand-in.ts';
import { buildIfStale, outputFolder } from '../build-if-stale.ts';
import { until } from './steps.ts';

/** Everything the product needs around it, on this machine: a CRM with sample data, a webmail, a browser. */
export interface Demo {
  crm: RunningServer;
  gmail: GmailStandIn;
  browser: Driver;
  /** The person whose mailbox and CRM user this is. */
  rep: { name: string; email: string };
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
  const gmail = createGmailStandIn({ accounts: [{ address: rep.email, name: rep.name }], undoMs: 5_000 });
  const network = await createNetwork(new Map(gmail.hosts.map((host) => [host, gmail.handle])));
  const browser = await openDriver({
    kind,
    extensionDir: outputFolder(target),
    proxyPort: network.proxyPort,
    headless,
  });
  await browser.configure({ crmUrl: crm.url, ...user.key, repAddress: rep.email, consentGiven: true });
  await until('the extension to read the CRM’s contacts', async () =>
    crm.requestLog.some(({ path, status }) => path.endsWith('/contacts') && status === 200) ? true : undefined,
  );
  return {
    crm,
    gmail,
    browser,
    rep,
    async close() {
      await browser.close();
      await network.close();
      gmail.close();
      await crm.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
