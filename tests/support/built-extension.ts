import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, outputFolder } from '../../scripts/build-if-stale.ts';
import type { BrowserKind } from './browser-kind.ts';

/** Handed from the run's set-up to its workers, which inherit the environment. */
const VARIABLE = 'TANDEM_TESTED_BUILDS';

/**
 * Builds what is stale and sets a copy aside for this run, so that a build made meanwhile takes no files away from an
 * open browser. Builds that somebody has set aside already, named by the variable, are taken as they are.
 *
 * @returns Removes the copy.
 */
export async function setBuildsAside(): Promise<() => void> {
  if (process.env[VARIABLE]) return () => {};
  const folder = mkdtempSync(join(tmpdir(), 'tandem-builds-'));
  for (const target of ['chrome', 'firefox'] as const) {
    await buildIfStale(target);
    cpSync(outputFolder(target), join(folder, target), { recursive: true });
  }
  process.env[VARIABLE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Folder of the unpacked build this run tests in a browser. */
export function builtExtension(kind: BrowserKind): string {
  const folder = process.env[VARIABLE];
  if (!folder) throw new Error('No build was set aside: run the tests by Playwright, with its configuration.');
  return join(folder, kind === 'firefox' ? 'firefox' : 'chrome');
}
