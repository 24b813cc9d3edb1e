import { execFileSync } from 'node:child_process';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { findBrowser } from '../scripts/find-browser.mjs';

/** What the figures were taken on; nothing that names the machine. */
export interface Machine {
  platform: string;
  cores: number;
  processor: string;
  memoryGb: number;
  node: string;
  chromium: string;
  firefox: string;
  /** Processes that wanted to run, on average over the last minute; above `cores` the figures are of a busy machine. */
  load: number;
}

export function describeMachine(): Machine {
  return {
    platform: `${platform()} ${arch()}`,
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    chromium: versionOf('chromium'),
    firefox: versionOf('firefox'),
    load: loadavg()[0] ?? 0,
  };
}

function versionOf(kind: 'chromium' | 'firefox'): string {
  const path = findBrowser(kind);
  if (path === undefined) return 'not installed';
  const words = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return /\d+(?:\.\d+)+\w*/.exec(words)?.[0] ?? 'unknown';
}
