import { browser } from 'wxt/browser';
import { sites } from '../../utils/capture/sites.ts';
import { createSend } from '../../utils/messaging/send.ts';
import type { SiteId } from '../../utils/model/site.ts';
import type { SettingsNow } from './settings-now.ts';

/**
 * Tells every open webmail page whether it may observe. A page that may says hello at once and is answered with what is
 * to be read; one that may not stops in the middle of whatever it does.
 */
export async function tellWebmailTabs(may: Pick<SettingsNow, 'mayCapture' | 'mayRead'>): Promise<void> {
  const names = Object.keys(sites) as SiteId[];
  await Promise.all(names.map((site) => tellSite(site, may.mayCapture(site), may.mayRead(site))));
}

async function tellSite(site: SiteId, on: boolean, activeReads: boolean): Promise<void> {
  const tabs = await browser.tabs.query({ url: [...sites[site].matches] });
  const asked = tabs.map(async ({ id }) => {
    if (id === undefined) return;
    const send = createSend((envelope) => browser.tabs.sendMessage(id, envelope));
    // A page without our script (still loading, or an error page) asks by itself once it has one.
    await send('bg-content:capture', { on, activeReads, orders: [] }).catch(() => undefined);
  });
  await Promise.all(asked);
}

/** Whether an address is of a page some site's scripts run in. */
export function isWebmail(url: string): boolean {
  return Object.values(sites).some((site) => site.matches.some((match) => url.startsWith(match.replace(/\*$/, ''))));
}
