import { openChromium } from './chromium-driver.ts';
import type { Driver, OpenOptions } from './driver.ts';
import { openFirefox } from './firefox-driver.ts';
import { takeProfile } from './profile.ts';

/** Opens a browser of the given kind with the extension in it. */
export async function openDriver(options: OpenOptions): Promise<Driver> {
  const profile = takeProfile(options.profileDir);
  try {
    return await (options.kind === 'firefox' ? openFirefox : openChromium)(options, profile);
  } catch (error) {
    profile.remove();
    throw error;
  }
}
