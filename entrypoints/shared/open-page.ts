import { browser } from 'wxt/browser';

/** Opens the settings in a tab of their own, or shows the tab that has them. */
export async function openOptions(): Promise<void> {
  await browser.runtime.openOptionsPage();
}

/** Opens the first-run page, where the rep reads what Tandem does and agrees. */
export async function openWelcome(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL('/welcome.html') });
}

/** Opens the settings where they tell how each webmail does. */
export async function openHealth(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL('/options.html#health') });
}
