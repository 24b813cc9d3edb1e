import type { Kysely } from 'kysely';
import type { Database, EntityTable, Row } from './tables.ts';

/**
 * Keeps others from changing a row until the transaction ends: a write that changes nothing, since SQLite has no
 * `select … for update`. What is read after it stays true.
 */
export async function lockRow(within: Kysely<Database>, table: EntityTable, id: number): Promise<void> {
  await (within as unknown as Kysely<Record<string, Row>>)
    .updateTable(table)
    .set((eb) => ({ deleted: eb.ref('deleted') }))
    .where('id', '=', id)
    .execute();
}
