import type { Driver } from './driver.ts';

/** The part of the extension API that writes settings; the browsers name its root differently. */
interface ExtensionApi {
  runtime?: { id?: string };
  storage: {
    local: {
      get(key: string): Promise<Record<string, unknown>>;
      set(values: Record<string, unknown>): Promise<void>;
    };
  };
}

/** Merges `settings` into the stored ones from a page of the extension. */
export async function writeSettings(
  driver: Driver,
  settingsPage: string,
  settings: Record<string, unknown>,
): Promise<void> {
  const page = await driver.extensionPage(settingsPage);
  await page.evaluate(async (changes) => {
    const roots = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
    const { local } = (roots.browser?.runtime?.id ? roots.browser : roots.chrome).storage;
    const stored = await local.get('settings');
    await local.set({ settings: { ...(stored.settings as object | undefined), ...changes } });
  }, settings);
  await page.close();
}
