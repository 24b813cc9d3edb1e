import type { Frame, Page } from 'playwright';
import type { DrivenFrame, DrivenPage } from './driver.ts';
import { toExpression } from './expression.ts';
import { waitUntil } from './wait-until.ts';

/** A Playwright page in the words both drivers share. */
export function createChromiumPage(page: Page): DrivenPage {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  return {
    ...createChromiumFrame(page, async () => page.mainFrame()),
    errors,
    async goto(url) {
      await page.goto(url, { waitUntil: 'domcontentloaded' });
    },
    async reload() {
      await page.reload({ waitUntil: 'domcontentloaded' });
    },
    async frame(urlPart) {
      const find = async (): Promise<Frame> => {
        const fits = (frame: Frame): boolean => frame !== page.mainFrame() && frame.url().includes(urlPart);
        await waitUntil(`a frame on ${urlPart}`, () => page.frames().some(fits));
        return page.frames().findLast(fits) as Frame;
      };
      await find();
      return createChromiumFrame(page, find);
    },
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

function createChromiumFrame(page: Page, find: () => Promise<Frame>): DrivenFrame {
  const evaluate = async <A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R> =>
    (await find()).evaluate(toExpression(fn, args));
  const first = async (selector: string) => (await find()).locator(selector).first();
  return {
    click: async (selector) => (await first(selector)).click(),
    async fill(selector, text) {
      await (await first(selector)).focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Backspace');
      await page.keyboard.type(text);
    },
    press: (key) => page.keyboard.press(key),
    setFiles: async (selector, paths) => (await first(selector)).setInputFiles(paths),
    text: (selector) => evaluate((css) => document.querySelector(css)?.textContent ?? null, selector),
    count: (selector) => evaluate((css) => document.querySelectorAll(css).length, selector),
    evaluate,
    waitFor: (what, fn, ...args) => waitUntil(what, async () => Boolean(await evaluate(fn, ...args))),
  };
}
