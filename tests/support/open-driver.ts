import { openChromium } from './chromium-driver.ts';
import type { Driver, OpenOptions } from './driver.ts';
import { openFirefox } from './firefox-driver.ts';

/** Opens a browser of the given kind with the extension in it. */
export function openDriver(options: OpenOptions): Promise<Driver> {
  return options.kind === 'firefox' ? openFirefox(options) : openChromium(options);
}
