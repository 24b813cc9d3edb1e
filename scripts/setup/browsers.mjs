import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findBrowser } from '../find-browser.mjs';
import { run } from './run.mjs';
import { SetUpError } from './set-up-error.mjs';

/** Debian's names for the two browsers. */
const PACKAGES = /** @type {const} */ ({ chromium: 'chromium', firefox: 'firefox-esr' });

const APT = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120'];

/** @returns {('chromium' | 'firefox')[]} */
function missingBrowsers() {
  return /** @type {const} */ (['chromium', 'firefox']).filter((kind) => findBrowser(kind) === undefined);
}

function hasApt() {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'apt-get'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Installs the browsers that are missing as Debian packages.
 * @param {{ isRoot?: boolean }} [options]
 */
export function ensureBrowsers({ isRoot = process.getuid?.() === 0 } = {}) {
  const missing = missingBrowsers();
  if (missing.length === 0) return;
  const packages = missing.map((kind) => PACKAGES[kind]);
  const byHand = 'or set the variables CHROMIUM and FIREFOX to the programs, if you have them somewhere else.';
  if (!hasApt()) {
    throw new SetUpError(`The tests and the tour need ${missing.join(' and ')}: install what is missing, ${byHand}`);
  }
  const rights = isRoot ? [] : ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  console.log(`Installing ${packages.join(' and ')} with apt-get…`);
  const installed =
    run([...rights, ...APT, 'update'], { env }) &&
    run([...rights, ...APT, 'install', '-y', '--no-install-recommends', ...packages], { env }) &&
    missingBrowsers().length === 0;
  if (!installed) {
    throw new SetUpError(
      `The tests and the tour need ${missing.join(' and ')}, and apt-get could not install them here. ` +
        `Run: sudo apt-get install ${packages.join(' ')}, ${byHand}`,
    );
  }
}
