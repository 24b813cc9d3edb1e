import type { Records } from '../store/records.ts';
import type { EntityTable, Row } from '../store/tables.ts';
import { LABEL_LANGUAGES } from './entities/value-lists.ts';
import type { Entity } from './entity.ts';

/** Columns that name a record of each table; value lists are named by their description. */
const naming: Partial<Record<EntityTable, readonly string[]>> = {
  users: ['name', 'lastName'],
  accounts: ['name'],
  contacts: ['firstName', 'lastName'],
  opportunities: ['reference'],
  folders: ['name'],
  documents: ['name'],
  calendar: ['subject'],
  calls: ['phone'],
  accountAddresses: ['address1', 'city'],
  entityOwners: [],
  contactsEntities: [],
};

/** The words for a record in a language, or in the next one that has them. */
export function labelOf(table: EntityTable, row: Row, language = 'EN'): string | null {
  const columns = naming[table];
  if (columns) {
    return columns
      .map((column) => row[column])
      .filter((part) => part !== null && part !== '')
      .join(' ');
  }
  for (const candidate of [language, ...LABEL_LANGUAGES]) {
    const words = row[`description${candidate}`];
    if (typeof words === 'string' && words !== '') return words;
  }
  return null;
}

/** Labels of all records the rows point to, one query per table. */
export async function loadLabels(
  records: Records,
  entity: Entity,
  rows: readonly Row[],
  language: string,
): Promise<(table: EntityTable, id: number) => string | null> {
  const wanted = new Map<EntityTable, Set<number>>();
  for (const { name, kind } of entity.fields) {
    if (kind.type !== 'reference' || kind.form === 'bare' || kind.form === 'mail') continue;
    const ids = wanted.get(kind.table) ?? new Set<number>();
    for (const row of rows) if (typeof row[name] === 'number') ids.add(row[name]);
    wanted.set(kind.table, ids);
  }
  const labels = new Map<string, string | null>();
  for (const [table, ids] of wanted) {
    for (const row of await records.byIds(table, [...ids]))
      labels.set(`${table}:${row.id}`, labelOf(table, row, language));
  }
  return (table, id) => labels.get(`${table}:${id}`) ?? null;
}
