import { sites } from '../../utils/capture/sites.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { siteIdSchema } from '../../utils/model/site.ts';
import { toHostPattern } from '../../utils/platform/host-permissions.ts';
import { matchesPattern } from '../../utils/platform/match-pattern.ts';
import { toExchangePatterns } from '../../utils/settings/exchange-host.ts';
import type { Settings } from '../../utils/settings/schema.ts';

type Chosen = Pick<Settings, 'exchangeHosts'>;

/** The webmail a fixed address belongs to, if any. */
export function siteOfFixedPage(url: string): SiteId | undefined {
  return siteIdSchema.options.find((id) => sites[id].matches.some((pattern) => matchesPattern(pattern, url)));
}

/** Exchange servers to work on. An address of a webmail that has a row of its own is that webmail, whoever lists it. */
export function chosenExchangeHosts({ exchangeHosts }: Chosen): string[] {
  return exchangeHosts.filter((address) => siteOfFixedPage(address) === undefined);
}

/** The permission an Exchange server needs. */
export function exchangePermission(address: string): string {
  return toHostPattern(address) ?? address;
}

/** Match patterns of the pages of a webmail; none for Exchange while no server is named. */
export function pagePatterns(site: SiteId, chosen: Chosen): string[] {
  if (site !== 'exchange') return [...sites[site].matches];
  return chosenExchangeHosts(chosen).flatMap(toExchangePatterns);
}

/** Match patterns of every host a webmail needs permission for. */
export function hostPatterns(site: SiteId, chosen: Chosen): string[] {
  if (site !== 'exchange') return [...sites[site].matches, ...sites[site].sourceHosts];
  return [...new Set(chosenExchangeHosts(chosen).map(exchangePermission))];
}
