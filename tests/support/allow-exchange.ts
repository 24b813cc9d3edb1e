import type { Driver } from './driver.ts';
import { clickButton, openOptions } from './extension-pages.ts';

/** Addresses as the settings hold them. */
export const toExchangeAddresses = (hosts: readonly string[]): string[] => hosts.map((host) => `https://${host}/owa/`);

/** Lets the extension into Exchange servers that its settings name, the way a person does it. */
export async function allowExchange(browser: Driver, hosts: readonly string[]): Promise<void> {
  const options = await openOptions(browser);
  for (const host of hosts) {
    await browser.answerPermissionPrompt(true, `https://${host}/*`, () =>
      clickButton(options, `Allow access to ${host}`),
    );
    await options.waitFor(
      'word that access is allowed',
      (text: string) => document.body.innerText.includes(text),
      'Access allowed',
    );
  }
  await options.close();
}
