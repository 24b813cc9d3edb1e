import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Counts, parsePlaywrightReport, parseVitestReport } from './counts.ts';
import type { Stage } from './stages.ts';

/** How a stage ended. */
export interface Outcome {
  stage: Stage;
  ok: boolean;
  counts: Counts;
  tookMs: number;
}

/**
 * Runs a stage with its words shown as they come.
 *
 * @param more - arguments the person added, such as the file to test
 */
export async function runStage(root: string, stage: Stage, more: readonly string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-report-'));
  const report = join(folder, 'report.json');
  const started = performance.now();
  try {
    const ok = await run(root, [...stage.command, ...reportArguments(stage, report), ...more], report);
    return { stage, ok, counts: count(stage, ok, report), tookMs: performance.now() - started };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Playwright takes its report's name from TEST_REPORT, by its configuration. */
function reportArguments(stage: Stage, report: string): string[] {
  return stage.report === 'vitest' ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
}

async function run(root: string, [name = '', ...args]: readonly string[], report: string): Promise<boolean> {
  const child = spawn(name, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      TEST_REPORT: report,
      PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

/** A tool that died before its report counts as one failure. */
function count(stage: Stage, ok: boolean, report: string): Counts {
  const single = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  if (!stage.report) return single;
  let text: string;
  try {
    text = readFileSync(report, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !ok) return single;
    throw error;
  }
  const counts = stage.report === 'vitest' ? parseVitestReport(text) : parsePlaywrightReport(text);
  return ok ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}
