import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startServer } from '../../server/start-server.ts';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import { openDriver } from '../../tests/support/open-driver.ts';
import { sites } from '../../utils/capture/sites.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { buildIfStale, outputFolder } from '../build-if-stale.ts';
import { findBrowser } from '../find-browser.mjs';
import { addContact } from './add-contact.ts';

const data = join(import.meta.dirname, '..', '..', '.data');

/** Where the embedded CRM listens in live mode: always the same, since the profile remembers it. */
const CRM_PORT = 8484;

/**
 * Opens a real webmail with the extension connected to the embedded CRM. Profile and CRM are kept in `.data/`, so one
 * signs in once.
 */
export async function openLive(kind: BrowserKind, site: SiteId, contact: string | undefined): Promise<number> {
  const { label, home } = sites[site];
  if (home === undefined) throw new Error(`${label} has no address that is the same for everybody.`);
  const target = kind === 'firefox' ? 'firefox' : 'chrome';
  await buildIfStale(target);
  const crm = await startServer({ dataDir: join(data, 'live-crm'), port: CRM_PORT, sample: true });
  const user = crm.sample?.users[0];
  if (!user) throw new Error('The sample has no user.');
  if (contact) console.info(`In the CRM: ${await addContact(crm, user.key, contact)}`);
  const settings = { crmUrl: crm.url, ...user.key, repAddress: user.email, consentGiven: true };
  const options = { kind, extensionDir: outputFolder(target), profileDir: join(data, `live-${kind}`) };

  console.info(`
The browser opens the real ${label}. Sign in, then write to a contact of the CRM, or let one write to you.
The CRM's contacts are invented. Add one with an address of your own:
  npm start -- --live --contact "Ann Example <ann@your-domain>"
The CRM, once:  ${crm.createSignInLink({ next: '/companies' })}
Close the browser or press Ctrl+C here to end.`);

  if (kind === 'firefox') {
    console.info('Firefox is opened under remote control, and some webmails refuse to sign in there.');
    const browser = await openDriver({ ...options, headless: false });
    await browser.configure(settings);
    await browser.page(home);
    await Promise.race([interrupted(), browser.closed]);
    await browser.close();
  } else {
    const prepared = await openDriver({ ...options, headless: true });
    await prepared.configure(settings);
    await prepared.close();
    await Promise.race([interrupted(), runChromium(options, home)]);
  }
  await crm.close();
  return 0;
}

/** Chromium as a person starts it: Google, for one, refuses to sign in where a program holds the reins. */
async function runChromium(options: { extensionDir: string; profileDir: string }, address: string): Promise<void> {
  const path = findBrowser('chromium');
  if (!path) throw new Error('Chromium is not installed.');
  const flags = [`--user-data-dir=${options.profileDir}`, `--load-extension=${options.extensionDir}`, '--no-first-run'];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(path, [...flags, ...asRoot, address], { stdio: 'ignore' });
  process.once('exit', () => child.kill());
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => process.once('SIGINT', () => resolve()));
}
