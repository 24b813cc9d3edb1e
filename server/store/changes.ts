import type { Kysely } from 'kysely';
import type { ChangeRow, Database, EntityTable } from './tables.ts';

/** A write to a record. */
export interface Change extends ChangeRow {
  table: EntityTable;
}

/** A write, before it has a number and a time. */
export type NewChange = Pick<Change, 'table' | 'recordId' | 'action' | 'actor'>;

/** Rows of one INSERT: six values each, far from any database's limit of values in a statement. */
const ROWS_AT_ONCE = 500;

/**
 * Numbers the changes and writes them. It must run inside the transaction of the writes themselves, as the last thing in it.
 *
 * The numbers come from one row that every writer updates, and whose lock lasts until the commit. So they have no gaps,
 * and a number is seen only when all smaller ones are: who reads up to 8 never finds a 7 later, which a sequence of
 * PostgreSQL does not promise. Taken last, the lock is short, and no writer waits for a record while holding it.
 *
 * @param at ISO moment.
 */
export async function writeChanges(db: Kysely<Database>, changes: readonly NewChange[], at: string): Promise<void> {
  if (changes.length === 0) return;
  const { last } = await db
    .updateTable('changeCounter')
    .set((eb) => ({ last: eb('last', '+', changes.length) }))
    .where('id', '=', 1)
    .returning('last')
    .executeTakeFirstOrThrow();
  const first = last - changes.length + 1;
  const rows = changes.map((change, index) => ({ ...change, id: first + index, at }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await db
      .insertInto('changes')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
  }
}

/** Number of the last change, 0 when there never was one. It stays when old changes are removed. */
export async function lastChangeId(db: Kysely<Database>): Promise<number> {
  const row = await db.selectFrom('changeCounter').select('last').where('id', '=', 1).executeTakeFirstOrThrow();
  return row.last;
}

/**
 * The first changes after a number, oldest first. Their ids follow each other without a gap; the first one is not
 * `after + 1` when older ones have been removed.
 */
export async function readChanges(
  db: Kysely<Database>,
  { after, limit }: { after: number; limit: number },
): Promise<Change[]> {
  const rows = await db.selectFrom('changes').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute();
  return rows as Change[];
}

/** Removes what is older than a moment, the oldest first and at most `limit` changes. Answers how many those were. */
export async function removeOldChanges(
  db: Kysely<Database>,
  { olderThan, limit }: { olderThan: string; limit: number },
): Promise<number> {
  const oldest = await db.selectFrom('changes').select(['id', 'at']).orderBy('id').limit(limit).execute();
  // Clocks are set back at times: what is kept must have no gaps, so it begins at the first one that is young enough.
  const kept = oldest.findIndex(({ at }) => at >= olderThan);
  const old = kept === -1 ? oldest : oldest.slice(0, kept);
  const last = old.at(-1);
  if (last) await db.deleteFrom('changes').where('id', '<=', last.id).execute();
  return old.length;
}
