import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { waitUntil } from '../../tests/support/wait-until.ts';
import { createWorld, REP, type World } from '../../tests/support/world.ts';
import type { Figure } from '../figure.ts';
import { limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { buildExtension, bundle } from '../support/bundle.ts';
import { deliver } from '../support/customer.ts';
import { openProbedChromium, type ProbedChromium } from '../support/open-chromium.ts';
import { peers } from '../support/paths.ts';
import { type CaptureSpan, type MessageNote, toSpan } from '../support/to-span.ts';

const MESSAGES = 20;

/** The reader leaves half a second between two requests to the webmail; a message that comes later need not wait. */
const PACE_MS = 800;

type Background = 'warm' | 'killed';
const limits: Record<Background, number> = { warm: 50, killed: 100 };

interface Bench {
  world: World;
  chromium: ProbedChromium;
  ours: string;
  bare: string;
  page: Page;
}

/** From the notice of a message to the word that it is safe, in the real page with the real background. */
export const stored: Row = {
  name: 'stored',
  title: 'From the notice of a message to its being stored; the webmail answers on loopback',
  async measure({ builds, scratchDir, progress }) {
    const bench = await open(builds.chromium, scratchDir);
    const { world, chromium } = bench;
    try {
      const figures: Figure[] = [];
      for (const background of ['warm', 'killed'] as const) {
        progress(background);
        figures.push(...(await measureSpans(bench, background)), await measureAnswer(bench, background));
      }
      return figures;
    } finally {
      await chromium.close();
      await world.close();
    }
  },
};

async function open(buildDir: string, scratchDir: string): Promise<Bench> {
  const world = await createWorld({ gmail: { pollMs: 200 } });
  const extensionDirs = [await createNotedExtension(buildDir, scratchDir), await createBareExtension(scratchDir)];
  const chromium = await openProbedChromium({
    profileDir: join(scratchDir, 'profile'),
    proxyPort: world.network.proxyPort,
    extensionDirs,
  });
  const [ours = '', bare = ''] = chromium.origins;
  await chromium.configure(ours, world.settings);
  const page = await chromium.context.newPage();
  await page.goto(world.gmail.url(REP.address));
  await page.waitForSelector('html[data-stand-in="ready"]');
  // The first message waits for the directory to be read, and warms everything up.
  await measureSpan({ world, chromium, ours, bare, page });
  return { world, chromium, ours, bare, page };
}

/** Our build, with the times of its messages written down. */
async function createNotedExtension(buildDir: string, scratchDir: string): Promise<string> {
  const folder = join(scratchDir, 'noted');
  cpSync(buildDir, folder, { recursive: true });
  const script = join(folder, 'content-scripts/gmail.js');
  const notes = await bundle(peers.noteMessages, scratchDir, 'note-messages.js');
  writeFileSync(script, `${readFileSync(notes, 'utf8')}\n${readFileSync(script, 'utf8')}`);
  return folder;
}

function createBareExtension(scratchDir: string): Promise<string> {
  return buildExtension(join(scratchDir, 'bare'), {
    manifest: {
      name: 'Bare background',
      background: { service_worker: 'bare-background.js' },
      content_scripts: [{ matches: ['https://mail.google.com/*'], js: ['ask-bare.js'] }],
    },
    scripts: {
      'bare-background.js': peers.bareBackground,
      'ask-bare.js': peers.askBare,
    },
  });
}

async function measureSpans(bench: Bench, background: Background): Promise<Figure[]> {
  const spans: CaptureSpan[] = [];
  for (let n = 0; n < MESSAGES; n++) {
    await sleep(PACE_MS);
    if (background === 'killed') await bench.chromium.stopWorker(bench.ours);
    spans.push(await measureSpan(bench));
  }
  const budget = limit(limits[background]);
  const part = (name: string, of: (span: CaptureSpan) => number): Figure => ({
    name: `${background}: ${name}`,
    unit: 'ms',
    ours: spans.map(of),
    by: 'p95',
    against: [{ with: budget.with, value: limits[background] }],
  });
  return [
    { ...part('notice to stored', (span) => span.wholeMs), against: [budget] },
    part('… notice, decide, order', (span) => span.noticeMs),
    part('… the webmail gives the source', (span) => span.webmailMs),
    part('… pieces, read, encrypt, commit', (span) => span.storeMs),
    { ...part('without the webmail', (span) => span.noticeMs + span.storeMs), against: [budget] },
  ];
}

async function measureSpan({ world, page }: Bench): Promise<CaptureSpan> {
  const { ref } = deliver(world.gmail);
  let span: CaptureSpan | null = null;
  await waitUntil(
    'a message to be stored',
    async () => {
      span = toSpan(await readNotes(page), ref);
      return span !== null;
    },
    30_000,
  );
  if (span === null) throw new Error('The message was not stored.');
  return span;
}

function readNotes(page: Page): Promise<MessageNote[]> {
  return page.evaluate(() => {
    dispatchEvent(new Event('bench:read'));
    return JSON.parse(document.documentElement.dataset.notes ?? '[]');
  });
}

/** The background alone: one message to it and its answer, beside a background that does next to nothing. */
async function measureAnswer(bench: Bench, background: Background): Promise<Figure> {
  const { chromium, page } = bench;
  const samples: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  const ask = {
    ours: { event: 'bench:ask', answer: 'askMs' },
    bare: { event: 'bench:ask-bare', answer: 'bareMs' },
  };
  for (let n = 0; n < MESSAGES; n++) {
    for (const who of ['ours', 'bare'] as const) {
      if (background === 'killed') await chromium.stopWorker(bench[who]);
      samples[who].push(await measureOne(page, ask[who]));
    }
  }
  return {
    name: `${background}: first message to answer`,
    unit: 'ms',
    ours: samples.ours,
    by: 'p95',
    against: [{ with: 'bare background with one strict write', value: samples.bare }],
  };
}

async function measureOne(page: Page, names: { event: string; answer: string }): Promise<number> {
  await page.evaluate(({ event, answer }) => {
    delete document.documentElement.dataset[answer];
    dispatchEvent(new Event(event));
  }, names);
  const found = await page.waitForFunction((key) => document.documentElement.dataset[key], names.answer);
  return Number(await found.jsonValue());
}
