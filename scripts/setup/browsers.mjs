import { findBrowser } from '../find-browser.mjs';
import { hasApt, installWithApt } from './apt.mjs';
import { SetUpError } from './set-up-error.mjs';

/** Debian's names for the two browsers. */
const PACKAGES = /** @type {const} */ ({ chromium: 'chromium', firefox: 'firefox-esr' });

/** @returns {('chromium' | 'firefox')[]} */
function missingBrowsers() {
  return /** @type {const} */ (['chromium', 'firefox']).filter((kind) => findBrowser(kind) === undefined);
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
  const installed = installWithApt(packages, isRoot) && missingBrowsers().length === 0;
  if (!installed) {
    throw new SetUpError(
      `The tests and the tour need ${missing.join(' and ')}, and apt-get could not install them here. ` +
        `Run: sudo apt-get install ${packages.join(' ')}, ${byHand}`,
    );
  }
}
