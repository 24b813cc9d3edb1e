import type { Page } from 'playwright';
import type { DrivenPage } from './driver.ts';
import { toExpression } from './expression.ts';
import { waitUntil } from './wait-until.ts';

/** A Playwright page in the words both drivers share. */
export function createChromiumPage(page: Page): DrivenPage {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const evaluate = <A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R> =>
    page.evaluate(toExpression(fn, args));
  return {
    errors,
    async goto(url) {
      await page.goto(url, { waitUntil: 'domcontentloaded' });
    },
    async reload() {
      await page.reload({ waitUntil: 'domcontentloaded' });
    },
    click: (selector) => page.locator(selector).first().click(),
    async fill(selector, text) {
      await page.locator(selector).first().focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Backspace');
      await page.keyboard.type(text);
    },
    press: (key) => page.keyboard.press(key),
    setFiles: (selector, paths) => page.locator(selector).first().setInputFiles(paths),
    text: (selector) => evaluate((css) => document.querySelector(css)?.textContent ?? null, selector),
    count: (selector) => evaluate((css) => document.querySelectorAll(css).length, selector),
    evaluate,
    waitFor: (what, fn, ...args) => waitUntil(what, async () => Boolean(await evaluate(fn, ...args))),
    addInitScript: async (source) => {
      await page.addInitScript({ content: source });
    },
    async screenshot(path) {
      await page.screenshot({ path });
    },
    setViewport: (size) => page.setViewportSize(size),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
  };
}
