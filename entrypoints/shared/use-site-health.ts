import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useState } from 'react';
import { sites } from '../../utils/capture/sites.ts';
import type { SiteTrouble } from '../../utils/model/layout-report.ts';
import { type SiteId, siteIdSchema } from '../../utils/model/site.ts';
import type { SiteHealth } from '../../utils/model/site-health.ts';
import type { QueueDatabase } from '../../utils/queue/database.ts';
import { readSiteTroubles } from '../../utils/queue/troubles.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import { type Activity, watchActivity } from './site-activity.ts';
import { chosenExchangeHosts } from './site-hosts.ts';
import { refusedMailboxes, type ToldMailbox, watchToldMailboxes } from './told-mailboxes.ts';

/** What is known of webmails, from wherever it is kept. */
export interface HealthFacts {
  troubles: ReadonlyMap<SiteId, readonly SiteTrouble[]>;
  activity: Activity;
  told: readonly ToldMailbox[];
}

/** How each webmail does that is on; Exchange once a server is named. */
export function toSiteHealth({ troubles, activity, told }: HealthFacts, settings: Settings): SiteHealth[] {
  const refused = refusedMailboxes(told, settings);
  const isUsed = (id: SiteId) =>
    !settings.sitesOff.includes(id) && (id !== 'exchange' || chosenExchangeHosts(settings).length > 0);
  return siteIdSchema.options.filter(isUsed).map((id) => {
    const refusal = refused.find(({ site }) => site === id);
    return {
      id,
      label: sites[id].label,
      troubles: troubles.get(id) ?? [],
      ...activity[id],
      ...(refusal ? { refused: { mailbox: refusal.mailbox, repAddress: refusal.repAddress } } : {}),
    };
  });
}

/** How webmails do, kept up to date while the page is open; undefined until known. */
export function useSiteHealth(db: QueueDatabase, settings: Settings | undefined): SiteHealth[] | undefined {
  const troubles = useLiveQuery(() => readSiteTroubles(db));
  const [activity, setActivity] = useState<Activity>();
  const [told, setTold] = useState<readonly ToldMailbox[]>();
  useEffect(() => watchActivity(setActivity), []);
  useEffect(() => watchToldMailboxes(setTold), []);
  if (!settings || !troubles || !activity || !told) return undefined;
  return toSiteHealth({ troubles, activity, told }, settings);
}
