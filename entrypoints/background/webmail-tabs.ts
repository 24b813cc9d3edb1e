import { browser } from 'wxt/browser';
import { createSend } from '../../utils/messaging/send.ts';
import { type SiteId, siteIdSchema } from '../../utils/model/site.ts';
import { matchesPattern } from '../../utils/platform/match-pattern.ts';
import { isPageOfExchange } from '../../utils/settings/exchange-host.ts';
import { chosenExchangeHosts, pagePatterns, siteOfFixedPage } from '../shared/site-hosts.ts';
import type { SettingsNow } from './settings-now.ts';

/**
 * Tells every open webmail page whether it may observe. A page that may says hello at once and is answered with what is
 * to be read; one that may not stops in the middle of whatever it does.
 */
export async function tellWebmailTabs(
  settings: Pick<SettingsNow, 'mayCapture' | 'mayRead' | 'current'>,
): Promise<void> {
  await Promise.all(
    siteIdSchema.options.map((site) =>
      tellSite(pagePatterns(site, settings.current()), settings.mayCapture(site), settings.mayRead(site)),
    ),
  );
}

async function tellSite(url: string[], on: boolean, activeReads: boolean): Promise<void> {
  // Browsers take an empty list for every tab there is.
  if (url.length === 0) return;
  const tabs = await browser.tabs.query({ url });
  await Promise.all(tabs.map((tab) => tell(tab.id, on, activeReads)));
}

/**
 * Stops pages that are no longer ours: their host was taken off the list, or its permission was taken away, after which
 * the browser does not tell their address. Of those that it keeps to itself, only a page with our script listens.
 */
export async function stopPages(patterns: readonly string[]): Promise<void> {
  const tabs = await browser.tabs.query({});
  const lost = tabs.filter(({ url }) => url === undefined || patterns.some((pattern) => matchesPattern(pattern, url)));
  await Promise.all(lost.map(({ id }) => tell(id, false, false)));
}

async function tell(tabId: number | undefined, on: boolean, activeReads: boolean): Promise<void> {
  if (tabId === undefined) return;
  const send = createSend((envelope) => browser.tabs.sendMessage(tabId, envelope));
  // A page without our script (still loading, or an error page) asks by itself once it has one.
  await send('bg-content:capture', { on, activeReads, orders: [] }).catch(() => undefined);
}

/** Whether an address is of a page some site's scripts run in. Waits for the settings only where they decide. */
export async function isWebmail(url: string, settings: Pick<SettingsNow, 'ready' | 'current'>): Promise<boolean> {
  const site: SiteId | undefined = siteOfFixedPage(url);
  if (site !== undefined) return true;
  await settings.ready;
  return chosenExchangeHosts(settings.current()).some((address) => isPageOfExchange(address, url));
}
