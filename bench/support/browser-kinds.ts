import { findBrowser } from '../../scripts/find-browser.mjs';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';

const kinds: readonly BrowserKind[] = ['chromium', 'firefox'];

/** The browsers on this machine; a row of both is measured in those there are. */
export function findBrowserKinds(): BrowserKind[] {
  return kinds.filter((kind) => findBrowser(kind) !== undefined);
}
