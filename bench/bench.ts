import { cp, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, outputFolder } from '../scripts/build-if-stale.ts';
import type { Figure } from './figure.ts';
import { describeMachine } from './machine.ts';
import { printTable, toJson } from './print-table.ts';
import { readArguments } from './read-arguments.ts';
import type { Row, RowContext } from './row.ts';
import { rows } from './rows.ts';

/** What came of a row. */
type Outcome = { row: Row; load: number } & ({ figures: Figure[] } | { failure: Error });

const createFolder = () => mkdtemp(join(tmpdir(), 'tandem-bench-'));

const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

async function copyBuilds(folder: string, chosen: readonly Row[]): Promise<RowContext['builds']> {
  const builds = { chromium: join(folder, 'chromium'), firefox: join(folder, 'firefox') };
  if (chosen.every(({ withoutBuilds }) => withoutBuilds)) return builds;
  await buildIfStale('chrome');
  await cp(outputFolder('chrome'), builds.chromium, { recursive: true });
  await buildIfStale('firefox');
  await cp(outputFolder('firefox'), builds.firefox, { recursive: true });
  return builds;
}

async function measure(row: Row, context: Omit<RowContext, 'scratchDir'>): Promise<Outcome> {
  const scratchDir = await createFolder();
  try {
    const figures = await row.measure({ ...context, scratchDir });
    return { row, figures, load: loadavg()[0] ?? 0 };
  } catch (error) {
    return { row, failure: error instanceof Error ? error : new Error(String(error)), load: loadavg()[0] ?? 0 };
  } finally {
    await removeFolder(scratchDir);
  }
}

function print({ row, load, ...outcome }: Outcome): void {
  console.info(`\n${row.name}: ${row.title} (load ${load.toFixed(1)})`);
  if ('figures' in outcome) console.info(printTable(outcome.figures));
  else console.info(`NOT MEASURED: ${outcome.failure.stack}`);
}

async function main(): Promise<void> {
  const { json, only } = readArguments(
    process.argv.slice(2),
    rows.map(({ name }) => name),
  );
  const chosen = rows.filter(({ name }) => only.length === 0 || only.includes(name));
  const say = (words: string) => {
    if (process.stderr.isTTY) console.error(words);
  };
  const buildsFolder = await createFolder();
  const builds = await copyBuilds(buildsFolder, chosen);
  const machine = describeMachine();
  if (!json)
    console.info(
      Object.entries(machine)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    );

  const outcomes: Outcome[] = [];
  for (const row of chosen) {
    const outcome = await measure(row, { builds, progress: (words) => say(`${row.name}: ${words}`) });
    outcomes.push(outcome);
    if (!json) print(outcome);
  }
  await removeFolder(buildsFolder);
  if (json) {
    const measured = outcomes.map(({ row, load, ...outcome }) => ({
      row: row.name,
      load,
      ...('figures' in outcome ? { figures: outcome.figures.map(toJson) } : { failure: outcome.failure.message }),
    }));
    console.info(JSON.stringify({ at: new Date().toISOString(), machine, rows: measured }, null, 2));
  }
  // A missed budget is a figure like any other; only what could not be measured is a failure.
  if (outcomes.some((outcome) => 'failure' in outcome)) process.exitCode = 1;
}

await main();
// A row that failed half-way may have left a server or browser open; they end with this process.
process.exit();
