import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type BuildTarget = 'chrome' | 'firefox' | 'edge';

/** Everything a build is made from. */
const SOURCES = ['components', 'entrypoints', 'locales', 'package-lock.json', 'public', 'utils', 'wxt.config.ts'];

const root = join(import.meta.dirname, '..');

/** Folder of the unpacked build for a browser. */
export function outputFolder(target: BuildTarget): string {
  return join(root, '.output', `${target}-mv3`);
}

/**
 * Builds the extension unless a build stands that is younger than all it is made from.
 *
 * @throws Error with the builder's own words when the build fails
 */
export async function buildIfStale(target: BuildTarget): Promise<void> {
  const sources = SOURCES.map((source) => newestChange(join(root, source)));
  const built = newestChange(join(outputFolder(target), 'manifest.json'));
  if (built > Math.max(...sources)) return;
  await build(target);
}

/** Newest modification below a path, ms since the epoch; 0 when there is nothing. A folder's own time tells of removals. */
function newestChange(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

async function build(target: BuildTarget): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules/wxt/bin/wxt.mjs'), 'build', '-b', target], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stdout.on('data', (data) => (words += data));
  child.stderr.on('data', (data) => (words += data));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The build for ${target} failed:\n${words}`);
}
