import type { MayHear } from '../changes/change-reader.ts';
import type { Records } from '../store/records.ts';
import type { EntityTable } from '../store/tables.ts';
import type { Session } from '../v4/sessions.ts';
import { visibleIds } from './guard-records.ts';
import type { Viewer } from './viewer.ts';

/** Lets a listener hear only of records the listener may see as they stand now: one query for each table of a batch. */
export function createMayHear(deps: {
  records: Records;
  viewerOf: (session: Session) => Promise<Viewer | undefined>;
}): MayHear {
  return async (session, changes) => {
    const viewer = await deps.viewerOf(session);
    if (!viewer) return [];
    if (viewer.seesAll) return changes;
    const seen = new Map<EntityTable, Set<number>>();
    for (const [table, those] of Map.groupBy(changes, (change) => change.table)) {
      const ids = those.map(({ recordId }) => recordId);
      seen.set(table, await visibleIds(deps.records, viewer, table, ids));
    }
    return changes.filter(({ table, recordId }) => seen.get(table)?.has(recordId));
  };
}
