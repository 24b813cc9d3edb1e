import type { Kysely } from 'kysely';
import type { Database, EntityTable } from '../store/tables.ts';

/** Changes of one hook that go out together. */
export interface Batch {
  /** The hook's cursor before and after it. */
  from: number;
  to: number;
  /** Records in the order of their last change within the batch, each once. */
  recordIds: number[];
}

/** What a hook listens to. */
export interface HookFilter {
  hookId: number;
  table: EntityTable;
  action: string;
}

/** Records in one delivery at most. */
const MAX_BATCH = 100;

/**
 * How far each hook has been served: the id of the last change it is done with. What is to be sent follows from that and
 * the log of changes, so nothing has to be written at the time of a change, and nothing is missed by a crash.
 */
export interface HookCursors {
  /** The next changes to send. The same ones again until `advance`, whatever came in meanwhile. */
  nextBatch(filter: HookFilter): Promise<Batch | undefined>;
  /** The batch is done with. */
  advance(hookId: number, batch: Batch): Promise<void>;
  /** Whether changes wait; a hook without any is moved to the end of the log. */
  hasChanges(filter: HookFilter): Promise<boolean>;
  /** Hooks that are behind the log, with what they listen to. */
  lagging(): Promise<{ hookId: number; entity: string; action: string }[]>;
  /** Notes the first of a row of failures; answers when that was, ISO. */
  noteFailure(hookId: number, at: string): Promise<string>;
  /** Leaves the batch unsent, and all that is older than `before`. Answers the new cursor. */
  giveUp(hookId: number, batch: Batch, before: string): Promise<number>;
}

/** @param horizon Number of the last change. */
export function createHookCursors(db: Kysely<Database>, horizon: () => Promise<number>): HookCursors {
  const cursorOf = (hookId: number) =>
    db.selectFrom('hookCursors').selectAll().where('hookId', '=', hookId).executeTakeFirst();

  const changesOf = ({ table, action }: HookFilter, from: number, to: number) =>
    db
      .selectFrom('changes')
      .select(['id', 'recordId'])
      .where('table', '=', table)
      .where('action', '=', action as 'insert')
      .where('id', '>', from)
      .where('id', '<=', to)
      .orderBy('id');

  const move = (hookId: number, from: number, to: number) =>
    db
      .updateTable('hookCursors')
      .set({ cursor: to, batchEnd: null })
      .where('hookId', '=', hookId)
      .where('cursor', '=', from);

  return {
    async nextBatch(filter) {
      const state = await cursorOf(filter.hookId);
      if (!state) return undefined;
      const end = state.batchEnd ?? (await horizon());
      const changes = await changesOf(filter, state.cursor, end).limit(MAX_BATCH).execute();
      const last = changes.at(-1);
      if (!last) return undefined;
      if (state.batchEnd === null) {
        await db
          .updateTable('hookCursors')
          .set({ batchEnd: last.id })
          .where('hookId', '=', filter.hookId)
          .where('cursor', '=', state.cursor)
          .execute();
      }
      // A record changed twice stands where its last change stands: a set keeps the place of the first.
      const recordIds = [...new Set(changes.map(({ recordId }) => recordId).reverse())].reverse();
      return { from: state.cursor, to: last.id, recordIds };
    },

    async advance(hookId, { from, to }) {
      await move(hookId, from, to).set({ failingSince: null }).execute();
    },

    async hasChanges(filter) {
      const state = await cursorOf(filter.hookId);
      if (!state) return false;
      const end = await horizon();
      const first = await changesOf(filter, state.cursor, end).limit(1).executeTakeFirst();
      if (!first && end > state.cursor) await move(filter.hookId, state.cursor, end).execute();
      return first !== undefined;
    },

    async lagging() {
      return db
        .selectFrom('hooks')
        .innerJoin('hookCursors', 'hookCursors.hookId', 'hooks.id')
        .select(['hookCursors.hookId', 'hooks.entity', 'hooks.action'])
        .where('hooks.deleted', '=', 0)
        .where('hookCursors.cursor', '<', await horizon())
        .orderBy('hookCursors.hookId')
        .execute() as Promise<{ hookId: number; entity: string; action: string }[]>;
    },

    async noteFailure(hookId, at) {
      await db
        .updateTable('hookCursors')
        .set({ failingSince: at })
        .where('hookId', '=', hookId)
        .where('failingSince', 'is', null)
        .execute();
      return (await cursorOf(hookId))?.failingSince ?? at;
    },

    async giveUp(hookId, { from, to }, before) {
      const old = await db
        .selectFrom('changes')
        .select((eb) => eb.fn.max('id').as('id'))
        .where('id', '>', to)
        .where('at', '<', before)
        .executeTakeFirst();
      const end = Math.max(to, Number(old?.id ?? 0));
      await move(hookId, from, end).execute();
      return end;
    },
  };
}
