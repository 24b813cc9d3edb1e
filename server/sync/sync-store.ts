import type { Kysely, Selectable } from 'kysely';
import type { AuditLog, Who } from '../access/audit-log.ts';
import { lockRow } from '../store/lock-row.ts';
import type { Database } from '../store/tables.ts';
import { changeSync, noSync, type SyncChange, type SyncReport, type SyncSettings } from './sync-settings.ts';

/** A user with their synchronisation, for administrators. */
export interface UserSync extends SyncSettings {
  userId: number;
  name: string;
}

/** The synchronisation of every user. */
export interface SyncStore {
  get(userId: number): Promise<SyncSettings>;
  /** Noted in the audit log, without what was changed. @returns the settings, or what is wrong with them, in words */
  change(userId: number, change: SyncChange, who: Who): Promise<ReturnType<typeof changeSync>>;
  /** @returns the settings with the report in them; undefined when the user has switched it off */
  report(userId: number, report: SyncReport): Promise<SyncSettings | undefined>;
  /** Users who may sign in, by id, after an id. */
  listUsers(options: { after: number; limit: number }): Promise<UserSync[]>;
}

type Row = Selectable<Database['syncSettings']>;

const toSettings = ({ userId: _, isOn, ...rest }: Row): SyncSettings => ({ ...rest, isOn: isOn === 1 });
const toColumns = ({ isOn, ...rest }: SyncSettings) => ({ ...rest, isOn: isOn ? 1 : 0 });

/** @param now Ms since the epoch. */
export function createSyncStore(deps: { db: Kysely<Database>; audit: AuditLog; now: () => number }): SyncStore {
  const { db, audit } = deps;
  const moment = () => new Date(deps.now()).toISOString();

  async function read(userId: number, within: Kysely<Database> = db): Promise<SyncSettings> {
    const row = await within.selectFrom('syncSettings').selectAll().where('userId', '=', userId).executeTakeFirst();
    return row ? toSettings(row) : noSync;
  }

  async function write(userId: number, settings: SyncSettings, within: Kysely<Database>): Promise<void> {
    const columns = toColumns(settings);
    await within
      .insertInto('syncSettings')
      .values({ userId, ...columns })
      .onConflict((conflict) => conflict.column('userId').doUpdateSet(columns))
      .execute();
  }

  return {
    get: (userId) => read(userId),

    // The user's row is locked: two changes at once are made one after the other.
    change: (userId, change, who) =>
      db.transaction().execute(async (within) => {
        await lockRow(within, 'users', userId);
        const result = changeSync(await read(userId, within), change, moment());
        if (result.ok) {
          await write(userId, result.settings, within);
          await audit.write(who, { action: 'update', table: 'syncSettings', recordId: userId }, within);
        }
        return result;
      }),

    report: (userId, report) =>
      db.transaction().execute(async (within) => {
        await lockRow(within, 'users', userId);
        const kept = await read(userId, within);
        if (!kept.isOn) return undefined;
        const reason = report.state === 'trouble' ? report.reason : null;
        const settings = { ...kept, state: report.state, reason, stateAt: moment() };
        await write(userId, settings, within);
        return settings;
      }),

    async listUsers({ after, limit }) {
      const users = await db
        .selectFrom('users')
        .select(['id', 'name', 'lastName'])
        .where('isActive', '=', 1)
        .where('deleted', '=', 0)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute();
      const ids = users.map(({ id }) => Number(id));
      const rows =
        ids.length === 0 ? [] : await db.selectFrom('syncSettings').selectAll().where('userId', 'in', ids).execute();
      const byUser = new Map(rows.map((row) => [row.userId, toSettings(row)]));
      return users.map(({ id, name, lastName }) => ({
        userId: Number(id),
        name: [name, lastName].filter(Boolean).join(' '),
        ...(byUser.get(Number(id)) ?? noSync),
      }));
    },
  };
}
