import type { ElementHandle, Frame, KeyInput, Page } from 'puppeteer-core';
import type { DrivenFrame, DrivenPage } from './driver.ts';
import { toExpression } from './expression.ts';
import { waitUntil } from './wait-until.ts';

/** A Puppeteer page of Firefox in the words both drivers share. */
export function createFirefoxPage(page: Page): DrivenPage {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error instanceof Error ? error.message : String(error)));
  return {
    ...createFirefoxFrame(page, async () => page.mainFrame()),
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
      return createFirefoxFrame(page, find);
    },
    async addInitScript(source) {
      await page.evaluateOnNewDocument(source);
    },
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` });
    },
    setViewport: (size) => page.setViewport(size),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
  };
}

function createFirefoxFrame(page: Page, find: () => Promise<Frame>): DrivenFrame {
  const evaluate = async <A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R> =>
    (await (await find()).evaluate(toExpression(fn, args))) as R;
  return {
    click: async (selector) => (await find()).locator(selector).click(),
    async fill(selector, text) {
      const field = await (await find()).waitForSelector(selector, { visible: true });
      await field?.focus();
      await pressChord(page, 'Control+A');
      await page.keyboard.press('Backspace');
      await page.keyboard.type(text);
    },
    press: (key) => pressChord(page, key),
    async setFiles(selector, paths) {
      const input = (await (await find()).waitForSelector(selector)) as ElementHandle<HTMLInputElement>;
      await input.uploadFile(...paths);
    },
    text: (selector) => evaluate((css) => document.querySelector(css)?.textContent ?? null, selector),
    count: (selector) => evaluate((css) => document.querySelectorAll(css).length, selector),
    evaluate,
    waitFor: (what, fn, ...args) => waitUntil(what, async () => Boolean(await evaluate(fn, ...args))),
  };
}

/** Presses the last key of `Control+Shift+Enter` while the ones before it are held. */
async function pressChord(page: Page, chord: string): Promise<void> {
  const keys = chord.split('+') as KeyInput[];
  const key = keys.pop();
  if (key === undefined) return;
  for (const held of keys) await page.keyboard.down(held);
  await page.keyboard.press(key.length === 1 && keys.includes('Control') ? (key.toLowerCase() as KeyInput) : key);
  for (const held of keys.reverse()) await page.keyboard.up(held);
}
