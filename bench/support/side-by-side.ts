import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { outputFolder } from '../../scripts/build-if-stale.ts';
import { createWorld, REP, type World } from '../../tests/support/world.ts';
import { buildExtension, bundle } from './bundle.ts';
import { deliver } from './customer.ts';
import { openProbedChromium, type ProbedChromium } from './open-chromium.ts';
import { inboxSdk, projectFile } from './paths.ts';

/** The stand-in's page with our extension and the smallest one on the SDK in it at once. */
export interface SideBySide {
  world: World;
  chromium: ProbedChromium;
  /** Origins of the two. */
  ours: string;
  sdk: string;
  page: Page;
  /** A session with the page. */
  devtools: CDPSession;
  close(): Promise<void>;
}

/** A mailbox as it is found in the morning. */
const MESSAGES = 50;

export async function openSideBySide(scratchDir: string): Promise<SideBySide> {
  const sdkDir = await createSdkExtension(scratchDir);
  const world = await createWorld({ gmail: { pollMs: 1000 } });
  for (let n = 0; n < MESSAGES; n++) deliver(world.gmail);
  const chromium = await openProbedChromium({
    profileDir: join(scratchDir, 'profile'),
    proxyPort: world.network.proxyPort,
    extensionDirs: [outputFolder('chrome'), sdkDir],
  });
  const [ours = '', sdk = ''] = chromium.origins;
  await chromium.configure(ours, world.settings);
  const page = await chromium.context.newPage();
  await page.goto(world.gmail.url(REP.address));
  await page.waitForSelector('html[data-stand-in="ready"]');
  return {
    world,
    chromium,
    ours,
    sdk,
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
    scripts: { 'content.js': projectFile('bench/peers/sdk-content.ts') },
    files: { 'background.js': inboxSdk.background },
  });
  await bundle(inboxSdk.pageWorld, folder, 'pageWorld.js');
  return folder;
}
