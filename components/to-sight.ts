import type { NoticeSource, SiteTrouble } from '../utils/model/layout-report.ts';

/** How a webmail is seen: wholly, by one of its two ways alone, without what it shows first, or not at all. */
export type Sight = 'whole' | 'page-alone' | 'traffic-alone' | 'late' | 'none';

/** What lasts decides; a way that works again is no matter any more. */
export function toSight(troubles: readonly Pick<SiteTrouble, 'source' | 'overAt'>[]): Sight {
  const isBlind = (way: NoticeSource) => troubles.some(({ source, overAt }) => source === way && overAt === undefined);
  if (isBlind('traffic')) return isBlind('dom') ? 'none' : 'page-alone';
  if (isBlind('dom')) return 'traffic-alone';
  return isBlind('embedded') ? 'late' : 'whole';
}
