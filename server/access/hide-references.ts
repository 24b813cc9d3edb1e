import type { Records } from '../store/records.ts';
import type { EntityTable, Row } from '../store/tables.ts';
import type { Entity } from '../v4/entity.ts';
import { isGuarded } from './visible.ts';

/** Rows that name no record these guarded records do not show: such a reference reads as none. One query for each table named. */
export async function hideReferences(records: Records, entity: Entity, rows: readonly Row[]): Promise<Row[]> {
  const wanted = new Map<EntityTable, string[]>();
  for (const { name, kind } of entity.fields) {
    if (kind.type === 'reference' && isGuarded(kind.table))
      wanted.set(kind.table, [...(wanted.get(kind.table) ?? []), name]);
  }
  const hidden = rows.map((row) => ({ ...row }));
  for (const [table, columns] of wanted) {
    const ids = new Set(
      rows.flatMap((row) => columns.map((column) => row[column])).filter((id) => typeof id === 'number'),
    );
    const seen = new Set((await records.byIds(table, [...ids])).map(({ id }) => id));
    for (const row of hidden) {
      for (const column of columns) if (typeof row[column] === 'number' && !seen.has(row[column])) row[column] = null;
    }
  }
  return hidden;
}
