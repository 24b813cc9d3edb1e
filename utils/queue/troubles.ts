import { layoutReportSchema, type SiteTrouble } from '../model/layout-report.ts';
import type { SiteId } from '../model/site.ts';
import type { QueueDatabase } from './database.ts';
import type { TroubleRow } from './rows.ts';

/** Longest outline kept. */
const MAX_OUTLINE = 2000;

export type Trouble = Pick<TroubleRow, 'kind' | 'what' | 'outline'>;

/** Notes that something is wrong; the same trouble again is counted, not repeated. */
export function noteTrouble(db: QueueDatabase, trouble: Trouble, now: number): Promise<void> {
  const id = `${trouble.kind}:${trouble.what}`;
  return db.transaction('rw', db.troubles, async () => {
    const known = await db.troubles.get(id);
    await db.troubles.put({
      id,
      kind: trouble.kind,
      what: trouble.what,
      count: (known?.count ?? 0) + 1,
      firstAt: known?.firstAt ?? now,
      lastAt: now,
      ...(trouble.outline === undefined ? {} : { outline: trouble.outline.slice(0, MAX_OUTLINE) }),
    });
  });
}

/** Notes that troubles of a kind whose names begin so are over. They stay for whoever looks for what was wrong. */
export async function endTroubles(
  db: QueueDatabase,
  kind: TroubleRow['kind'],
  whatStart: string,
  now: number,
): Promise<void> {
  await db.troubles
    .filter((row) => row.kind === kind && row.overAt === undefined && row.what.startsWith(whatStart))
    .modify({ overAt: now });
}

/** What pages of each site lacked, the newest first. */
export async function readSiteTroubles(db: QueueDatabase): Promise<ReadonlyMap<SiteId, SiteTrouble[]>> {
  const troubles = new Map<SiteId, SiteTrouble[]>();
  const rows = await db.troubles.orderBy('lastAt').reverse().toArray();
  for (const { kind, what, outline = '', count, firstAt, lastAt, overAt } of rows) {
    const [site, source, ...missing] = kind === 'layout' ? what.split('/') : [];
    const parsed = layoutReportSchema.safeParse({ site, source, missing: missing.join('/'), outline });
    if (!parsed.success) continue;
    const { site: id, ...report } = parsed.data;
    const trouble = { ...report, count, firstAt, lastAt, ...(overAt === undefined ? {} : { overAt }) };
    troubles.set(id, [...(troubles.get(id) ?? []), trouble]);
  }
  return troubles;
}
