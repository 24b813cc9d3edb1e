import { type Browser, chromium, type Page } from 'playwright';
import { findBrowser } from '../../../../scripts/find-browser.mjs';
import type { DrivenPage } from '../../../support/driver.ts';

const LIMIT_MS = 10_000;

export function launch(): Promise<Browser> {
  const executablePath = findBrowser('chromium');
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
}

/** A tab without any extension, in the words of the drivers. */
export function drive(page: Page): DrivenPage {
  page.setDefaultTimeout(LIMIT_MS);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const call = (fn: unknown, args: unknown[]): string => `(${String(fn)})(...${JSON.stringify(args)})`;
  return {
    errors,
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    click: (selector) => page.locator(selector).first().click(),
    fill: (selector, text) => page.locator(selector).first().fill(text),
    press: (key) => page.keyboard.press(key),
    setFiles: (selector, paths) => page.locator(selector).first().setInputFiles(paths),
    text: (selector) => page.evaluate((css) => document.querySelector(css)?.textContent ?? null, selector),
    count: (selector) => page.locator(selector).count(),
    evaluate: (fn, ...args) => page.evaluate(call(fn, args)),
    // Asked from outside: the page's policy forbids functions made from text inside it.
    async waitFor(what, fn, ...args) {
      const until = Date.now() + LIMIT_MS;
      while (!(await page.evaluate(call(fn, args)))) {
        if (Date.now() > until) throw new Error(`waited ${LIMIT_MS} ms for ${what}`);
        await page.waitForTimeout(30);
      }
    },
    addInitScript: async (source) => void (await page.addInitScript(source)),
    screenshot: async (path) => void (await page.screenshot({ path })),
    setViewport: (size) => page.setViewportSize(size),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
  };
}
