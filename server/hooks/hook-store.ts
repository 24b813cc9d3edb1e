import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { createRecords } from '../store/records.ts';
import type { Database, Row } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';
import { hooks as entity, HOOK_ACTIONS, HOOK_ENTITIES } from '../v4/entities/hooks.ts';
import type { ListQuery } from '../v4/list-query.ts';
import { parseBody } from '../v4/parse-body.ts';
import { toRecord } from '../v4/serialise.ts';
import { badRequest, notExist } from '../v4/v4-error.ts';
import { HookUrlError, parseHookUrl } from './hook-url.ts';

/** Hooks of a tenant that are not deleted. Each costs work for every change. */
const MAX_HOOKS = 100;

type HookRecord = Record<string, unknown>;

/** Writes about a hook within the transaction that writes the hook. */
export type NoteHook = (within: Kysely<Database>, hookId: number) => Promise<void>;

/** The resource `hooks`, without HTTP. What is written is answered with the whole hook, unlike elsewhere in v4. */
export interface Hooks {
  list(query: ListQuery): Promise<HookRecord[]>;
  get(id: number): Promise<HookRecord>;
  create(body: unknown, actor: number, note?: NoteHook): Promise<HookRecord>;
  update(id: number, body: unknown, actor: number, note?: NoteHook): Promise<HookRecord>;
  remove(id: number, actor: number, note?: NoteHook): Promise<void>;
}

export interface HookStoreDeps {
  db: Kysely<Database>;
  choices: V4Choices;
  /** See {@link parseHookUrl}. */
  allowPrivate: boolean;
  now: () => number;
  /** Where the log of changes ends: a new hook begins there. */
  horizon: () => Promise<number>;
}

const written = z.object({
  action: z.enum(HOOK_ACTIONS, { error: `action must be one of ${HOOK_ACTIONS.join(', ')}` }).optional(),
  entity: z.enum(HOOK_ENTITIES, { error: `entity must be one of ${HOOK_ENTITIES.join(', ')}` }).optional(),
  url: z.string().optional(),
});

/** No field of a hook refers to another record. */
const readContext = { label: () => null, attachments: () => [], link: () => '' };

export function createHookStore({ db, choices, allowPrivate, now, horizon }: HookStoreDeps): Hooks {
  const records = createRecords(db, now);
  const moment = () => new Date(now()).toISOString();
  const read = (row: Row) => toRecord(entity, row, { choices, ...readContext });

  async function existing(id: number): Promise<Row> {
    const row = await records.get('hooks', id);
    if (!row) throw notExist();
    return row;
  }

  async function changeable(id: number): Promise<Row> {
    const row = await existing(id);
    if (row.deleted === 1) throw notExist();
    return row;
  }

  function parse(body: unknown, mode: 'create' | 'update'): Row {
    const { values } = parseBody(entity, body, mode, choices);
    const checked = written.safeParse(values);
    if (!checked.success) throw badRequest(checked.error.issues[0]?.message ?? 'the hook does not fit');
    try {
      if (checked.data.url !== undefined) parseHookUrl(checked.data.url, allowPrivate);
    } catch (error) {
      if (error instanceof HookUrlError) throw badRequest(error.message);
      throw error;
    }
    return values;
  }

  return {
    async list(query) {
      const rows = await records.list('hooks', query);
      return rows.map(read);
    },

    async get(id) {
      return read(await existing(id));
    },

    async create(body, actor, note) {
      const values = parse(body, 'create');
      const count = await records.count('hooks', [(eb) => eb('deleted', '=', 0)]);
      if (count >= MAX_HOOKS) throw badRequest(`there are ${MAX_HOOKS} hooks already`);
      const cursor = await horizon();
      const row = { ...values, secret_key: randomUUID(), deleted: 0, user_created: actor, date_created: moment() };
      const id = await db.transaction().execute(async (within) => {
        const made = await within.insertInto('hooks').values(row).returning('id').executeTakeFirstOrThrow();
        const hookId = Number(made.id);
        await within.insertInto('hookCursors').values({ hookId, cursor, batchEnd: null, failingSince: null }).execute();
        await note?.(within, hookId);
        return hookId;
      });
      return read(await existing(id));
    },

    async update(id, body, actor, note) {
      const before = await changeable(id);
      const values = parse(body, 'update');
      const listensAnew = ['action', 'entity'].some((name) => name in values && values[name] !== before[name]);
      const cursor = await horizon();
      await db.transaction().execute(async (within) => {
        await within
          .updateTable('hooks')
          .set({ ...values, user_updated: actor, date_updated: moment() })
          .where('id', '=', id)
          .execute();
        // What waits is of another kind than what is asked for now.
        if (listensAnew) {
          await within.updateTable('hookCursors').set({ cursor, batchEnd: null }).where('hookId', '=', id).execute();
        }
        await note?.(within, id);
      });
      return read(await existing(id));
    },

    async remove(id, actor, note) {
      await changeable(id);
      await db.transaction().execute(async (within) => {
        await within
          .updateTable('hooks')
          .set({ deleted: 1, user_deleted: actor, date_deleted: moment() })
          .where('id', '=', id)
          .execute();
        await note?.(within, id);
      });
    },
  };
}
