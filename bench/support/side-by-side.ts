import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { waitUntil } from '../../tests/support/wait-until.ts';
import { createWorld, REP, type World } from '../../tests/support/world.ts';
import { buildExtension, bundle } from './bundle.ts';
import { deliver } from './customer.ts';
import { openProbedChromium, type ProbedChromium } from './open-chromium.ts';
import { inboxSdk, peers } from './paths.ts';

/** The stand-in's page with our extension and the smallest one on the SDK in it at once. */
export interface SideBySide {
  world: World;
  chromium: ProbedChromium;
  /** Beginnings of the addresses of each one's scripts in the page. */
  ours: string[];
  sdk: string[];
  page: Page;
  /** A session with the page. */
  devtools: CDPSession;
  close(): Promise<void>;
}

/** A mailbox as it is found in the morning: a page of mail, a little of it of customers and in the CRM by now. */
const PRIVATE_MESSAGES = 45;
const CUSTOMER_MESSAGES = 5;

export async function openSideBySide(buildDir: string, scratchDir: string): Promise<SideBySide> {
  const sdkDir = await createSdkExtension(scratchDir);
  const world = await createWorld({ gmail: { pollMs: 1000 } });
  for (let n = 0; n < PRIVATE_MESSAGES; n++) deliver(world.gmail, { name: 'Sam', email: 'sam@family.example' });
  for (let n = 0; n < CUSTOMER_MESSAGES; n++) deliver(world.gmail);
  const chromium = await openProbedChromium({
    profileDir: join(scratchDir, 'profile'),
    proxyPort: world.network.proxyPort,
    extensionDirs: [buildDir, sdkDir],
  });
  const [ours = '', sdk = ''] = chromium.origins;
  await chromium.configure(ours, world.settings);
  const page = await chromium.context.newPage();
  await page.goto(world.gmail.url(REP.address));
  await page.waitForSelector('html[data-stand-in="ready"]');
  const logged = async () => (await world.crmReader.emails()).length === CUSTOMER_MESSAGES;
  await waitUntil('mail that was there before to be logged', logged, 30_000);
  return {
    world,
    chromium,
    ours: [`${ours}/content-scripts/`],
    sdk: [`${sdk}/content.js`, `${sdk}/pageWorld.js`],
    page,
    devtools: await chromium.context.newCDPSession(page),
    async close() {
      await chromium.close();
      await world.close();
    },
  };
}

async function createSdkExtension(scratchDir: string): Promise<string> {
  const folder = join(scratchDir, 'sdk');
  await buildExtension(folder, {
    manifest: {
      name: 'Peer on the SDK',
      permissions: ['scripting'],
      host_permissions: ['https://mail.google.com/*'],
      background: { service_worker: 'background.js' },
      content_scripts: [{ matches: ['https://mail.google.com/*'], js: ['content.js'], run_at: 'document_end' }],
    },
    scripts: { 'content.js': peers.sdkContent },
    files: { 'background.js': inboxSdk.background },
  });
  await bundle(inboxSdk.pageWorld, folder, 'pageWorld.js');
  return folder;
}
