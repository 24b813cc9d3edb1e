import { type Browser, chromium, type Page } from 'playwright';
import { findBrowser } from '../../../../scripts/find-browser.mjs';
import { createChromiumPage } from '../../../support/chromium-page.ts';
import type { DrivenPage } from '../../../support/driver.ts';

const LIMIT_MS = 10_000;

export function launch(): Promise<Browser> {
  const executablePath = findBrowser('chromium');
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
}

/** A tab without any extension, in the words of the drivers. */
export function drive(page: Page): DrivenPage {
  page.setDefaultTimeout(LIMIT_MS);
  return createChromiumPage(page);
}
