import { sites } from '../../utils/capture/sites.ts';
import { type SiteId, siteIdSchema } from '../../utils/model/site.ts';
import { toHostName } from '../../utils/platform/host-permissions.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import { crmPatterns } from './crm-access.ts';
import { hostPatterns } from './site-hosts.ts';

/**
 * Match patterns of hosts without which something stands still, each with the name the rep knows it by: webmails that are
 * on, servers of the company's own, and the CRM.
 */
export function neededHosts({ crmUrl, sitesOff, exchangeHosts }: Settings): ReadonlyMap<string, string> {
  const isUsed = (id: SiteId) => id !== 'exchange' && !sitesOff.includes(id);
  const fixed = siteIdSchema.options.filter(isUsed);
  const own = sitesOff.includes('exchange') ? [] : hostPatterns('exchange', { exchangeHosts });
  return new Map([
    ...fixed.flatMap((id) => hostPatterns(id, { exchangeHosts }).map((host) => [host, sites[id].label] as const)),
    ...[...own, ...crmPatterns(crmUrl)].map((host) => [host, toHostName(host)] as const),
  ]);
}
