import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import { type NewChange, writeChanges } from './changes.ts';
import type { Cell, Database, EntityTable, Row } from './tables.ts';

/** A condition on the rows of any entity table. */
export type Condition = (eb: ExpressionBuilder<Record<string, Row>, string>) => Expression<SqlBool>;

/** A value of each row to order by. */
export type OrderValue = (eb: ExpressionBuilder<Record<string, Row>, string>) => Expression<unknown>;

/** Is told of the changes of a transaction before it commits, and may write within it. */
export type Witness = (within: Kysely<Database>, changes: readonly NewChange[]) => Promise<void>;

interface ListOptions {
  where?: Condition[];
  /** Column or value to order by; rows without one come last. Ascending by id when absent. */
  orderBy?: { column: string | OrderValue; direction: 'asc' | 'desc' };
  offset?: number;
  limit?: number;
}

/**
 * Reads and writes entity rows with their audit columns. `actor` is the user who does it. Every write that has an effect
 * is noted in the log of changes, in the same transaction.
 */
export interface Records {
  list(table: EntityTable, options?: ListOptions): Promise<Row[]>;
  count(table: EntityTable, where?: Condition[]): Promise<number>;
  /** Ids of the rows that fit, in no order, without reading the rows. */
  ids(table: EntityTable, where: Condition[]): Promise<number[]>;
  get(table: EntityTable, id: number): Promise<Row | undefined>;
  byIds(table: EntityTable, ids: readonly number[]): Promise<Row[]>;
  /** `created` is false when `values.extKey` was there already; the id is then that record's. */
  insert(table: EntityTable, values: Row, actor: number | null): Promise<{ id: number; created: boolean }>;
  update(table: EntityTable, id: number, values: Row, actor: number | null): Promise<void>;
  /** Marks as deleted what is not yet. `dateUpdated` stays as it is, and the row's `extKey` becomes free. */
  softDelete(table: EntityTable, id: number, actor: number | null): Promise<void>;
  /** The same over one transaction, which is committed when `run` ends and undone when it throws. */
  transaction<T>(run: (records: Records, db: Kysely<Database>) => Promise<T>): Promise<T>;
}

/** All entity tables look alike to the queries below: text names, cells. */
type AnyTable = Kysely<Record<string, Row>>;

/**
 * @param now Ms since the epoch.
 * @param witness Told of every write, in the same transaction.
 */
export function createRecords(database: Kysely<Database>, now: () => number, witness?: Witness): Records {
  return recordsOver(database, now, witness);
}

/** @param pending Changes of the transaction at hand, which writes them before it commits. */
function recordsOver(
  database: Kysely<Database>,
  now: () => number,
  witness: Witness | undefined,
  pending?: NewChange[],
): Records {
  const db = database as unknown as AnyTable;
  const moment = () => new Date(now()).toISOString();

  async function note(within: Kysely<Database>, changes: readonly NewChange[]): Promise<void> {
    if (changes.length > 0) await witness?.(within, changes);
    await writeChanges(within, changes, moment());
  }

  /** Runs a write with what notes its changes: in the transaction at hand, else in one of its own. */
  async function noting<T>(write: (db: AnyTable, changes: NewChange[]) => Promise<T>): Promise<T> {
    if (pending) return write(db, pending);
    const whole = async (inner: Kysely<Database>) => {
      const changes: NewChange[] = [];
      const result = await write(inner as unknown as AnyTable, changes);
      await note(inner, changes);
      return result;
    };
    return database.isTransaction ? whole(database) : database.transaction().execute(whole);
  }

  return {
    async list(table, { where = [], orderBy, offset = 0, limit } = {}) {
      let query = db.selectFrom(table).selectAll();
      for (const condition of where) query = query.where(condition);
      if (orderBy) {
        query = query.orderBy(orderBy.column, (by) =>
          (orderBy.direction === 'desc' ? by.desc() : by.asc()).nullsLast(),
        );
      }
      query = query.orderBy('id', orderBy?.direction ?? 'asc');
      if (limit !== undefined) query = query.limit(limit).offset(offset);
      return query.execute();
    },

    async count(table, where = []) {
      let query = db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('count'));
      for (const condition of where) query = query.where(condition);
      const row = await query.executeTakeFirstOrThrow();
      return Number(row.count);
    },

    async ids(table, where) {
      let query = db.selectFrom(table).select('id');
      for (const condition of where) query = query.where(condition);
      return (await query.execute()).map(({ id }) => Number(id));
    },

    async get(table, id) {
      return db.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst();
    },

    async byIds(table, ids) {
      if (ids.length === 0) return [];
      return db
        .selectFrom(table)
        .selectAll()
        .where('id', 'in', [...ids])
        .execute();
    },

    async insert(table, values, actor) {
      const row: Row = { ...values, dateCreated: moment(), deleted: 0, salesRepIdCreated: actor };
      return noting(async (within, changes) => {
        const inserted = await within
          .insertInto(table)
          .values(row)
          .onConflict((conflict) => conflict.column('extKey').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (inserted) {
          const id = Number(inserted.id);
          changes.push({ table, recordId: id, action: 'insert', actor });
          return { id, created: true };
        }
        const existing = await within
          .selectFrom(table)
          .select('id')
          .where('extKey', '=', values.extKey as Cell)
          .executeTakeFirstOrThrow();
        return { id: Number(existing.id), created: false };
      });
    },

    async update(table, id, values, actor) {
      await noting(async (within, changes) => {
        const { numUpdatedRows } = await within
          .updateTable(table)
          .set({ ...values, dateUpdated: moment(), salesRepIdUpdated: actor })
          .where('id', '=', id)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) changes.push({ table, recordId: id, action: 'update', actor });
      });
    },

    async softDelete(table, id, actor) {
      await noting(async (within, changes) => {
        const { numUpdatedRows } = await within
          .updateTable(table)
          .set({ deleted: 1, dateDeleted: moment(), salesRepIdDeleted: actor, extKey: null })
          .where('id', '=', id)
          .where('deleted', '=', 0)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) changes.push({ table, recordId: id, action: 'delete', actor });
      });
    },

    async transaction(run) {
      return database.transaction().execute(async (inner) => {
        const changes: NewChange[] = [];
        const result = await run(recordsOver(inner, now, witness, changes), inner);
        await note(inner, changes);
        return result;
      });
    },
  };
}
