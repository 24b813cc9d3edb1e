import { storage } from 'wxt/utils/storage';
import type { SiteId } from '../../utils/model/site.ts';

/** When mail of a site was last noticed, and when a message was last read there; ms since the epoch. */
export interface SiteActivity {
  noticedAt?: number;
  readAt?: number;
}

export type Activity = Partial<Record<SiteId, SiteActivity>>;

/** Times alone: whose mail it was is not kept. */
const item = storage.defineItem<Activity>('local:siteActivity', { fallback: {} });

/** Nobody needs to know it more exactly, and a busy mailbox is not to write all the time. */
const EXACT_TO_MS = 30_000;

/** Notes that mail was noticed or read just now. One writer only: the background. */
export function createActivityNotes(now: () => number) {
  let noted: Activity = {};
  let reading: Promise<void> | undefined;
  return async (site: SiteId, what: keyof SiteActivity): Promise<void> => {
    reading ??= item.getValue().then((kept) => {
      noted = kept;
    });
    await reading;
    const before = noted[site]?.[what];
    if (before !== undefined && Math.abs(now() - before) < EXACT_TO_MS) return;
    noted = { ...noted, [site]: { ...noted[site], [what]: now() } };
    await item.setValue(noted);
  };
}

/** Calls back with what is known, now and whenever it changes. @returns Ends it. */
export function watchActivity(onChange: (activity: Activity) => void): () => void {
  const stop = item.watch((activity) => onChange(activity ?? {}));
  void item.getValue().then(onChange);
  return stop;
}
