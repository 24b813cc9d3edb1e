import type { DrivenPage, Driver } from './driver.ts';

/** A page of the extension, in the size it is used in, when it is drawn. */
export async function openPopup(browser: Driver): Promise<DrivenPage> {
  const page = await browser.extensionPage('popup.html');
  await page.setViewport({ width: 400, height: 600 });
  await page.waitFor('the popup to be drawn', () => document.querySelector('h1') !== null);
  return page;
}

export async function openOptions(browser: Driver): Promise<DrivenPage> {
  const page = await browser.extensionPage('options.html');
  await page.waitFor('the options to be drawn', () => document.querySelector('h1') !== null);
  return page;
}

/** A selector for the field with this label. */
export async function fieldOf(page: DrivenPage, label: string): Promise<string> {
  const id = await page.evaluate(
    (wanted) => [...document.querySelectorAll('label')].find((one) => one.textContent === wanted)?.htmlFor,
    label,
  );
  if (id === undefined) throw new Error(`No field "${label}" on this page.`);
  return `[id="${id}"]`;
}

/** Types into the field with this label and leaves it. */
export async function typeInto(page: DrivenPage, label: string, text: string): Promise<void> {
  await page.fill(await fieldOf(page, label), text);
  await page.press('Tab');
}

/** Clicks the button that says exactly this. */
export async function clickButton(page: DrivenPage, text: string): Promise<void> {
  await page.waitFor(
    `the button "${text}"`,
    (wanted) => {
      for (const one of document.querySelectorAll('[data-clicked]')) one.removeAttribute('data-clicked');
      const found = [...document.querySelectorAll('button')].find((one) => one.textContent === wanted);
      found?.setAttribute('data-clicked', '');
      return found !== undefined;
    },
    text,
  );
  await page.click('[data-clicked]');
}

/** What has the focus: its role or tag, and its name. */
export function focused(page: DrivenPage): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
    const name = element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
    return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase()} ${name.trim()}`;
  });
}

/** Presses Tab until this has the focus, and answers every stop on the way. */
export async function tabTo(page: DrivenPage, target: RegExp): Promise<string[]> {
  const stops: string[] = [];
  while (stops.length < 40) {
    await page.press('Tab');
    const stop = await focused(page);
    stops.push(stop);
    if (target.test(stop)) return stops;
  }
  throw new Error(`Tab did not come to ${target}, only to: ${stops.join(', ')}.`);
}
