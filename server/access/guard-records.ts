import type { Condition, Records } from '../store/records.ts';
import type { EntityTable } from '../store/tables.ts';
import type { Viewer } from './viewer.ts';
import { changeable, isGuarded, visible } from './visible.ts';

/** Records as one user sees them: what the rules deny is not there, whichever way it is asked for. */
export interface GuardedRecords extends Records {
  /** Whether the user may change the record. */
  mayChange(table: EntityTable, id: number): Promise<boolean>;
  transaction<T>(
    run: (records: GuardedRecords, db: Parameters<Parameters<Records['transaction']>[0]>[1]) => Promise<T>,
  ): Promise<T>;
}

/** @param viewer Undefined for the server itself, which sees all. */
export function guardRecords(records: Records, viewer: Viewer | undefined): GuardedRecords {
  if (!viewer || viewer.seesAll) {
    return {
      ...records,
      mayChange: async () => true,
      transaction: (run) => records.transaction((within, db) => run(guardRecords(within, viewer), db)),
    };
  }
  const onlyVisible = (table: EntityTable, where: Condition[] = []) => {
    const condition = visible(table, viewer);
    return condition ? [...where, condition] : where;
  };

  return {
    ...records,
    list: (table, options = {}) => records.list(table, { ...options, where: onlyVisible(table, options.where) }),
    count: (table, where) => records.count(table, onlyVisible(table, where)),
    ids: (table, where) => records.ids(table, onlyVisible(table, where)),
    async get(table, id) {
      if (!isGuarded(table)) return records.get(table, id);
      const [row] = await records.list(table, { where: onlyVisible(table, [(eb) => eb('id', '=', id)]), limit: 1 });
      return row;
    },
    async byIds(table, ids) {
      if (!isGuarded(table)) return records.byIds(table, ids);
      if (ids.length === 0) return [];
      return records.list(table, { where: onlyVisible(table, [(eb) => eb('id', 'in', [...ids])]) });
    },
    async mayChange(table, id) {
      const condition = changeable(table, viewer);
      return (await records.count(table, [(eb) => eb('id', '=', id), ...(condition ? [condition] : [])])) > 0;
    },
    transaction: (run) => records.transaction((within, db) => run(guardRecords(within, viewer), db)),
  };
}

/** Those of the ids whose records a user may see, in no order. */
export async function visibleIds(
  records: Records,
  viewer: Viewer,
  table: EntityTable,
  ids: readonly number[],
): Promise<Set<number>> {
  if (viewer.seesAll || !isGuarded(table)) return new Set(ids);
  if (ids.length === 0) return new Set();
  return new Set(await guardRecords(records, viewer).ids(table, [(eb) => eb('id', 'in', [...new Set(ids)])]));
}
