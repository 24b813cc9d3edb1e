import type { Kysely, Selectable } from 'kysely';
import type { NewChange } from '../store/changes.ts';
import type { AuditRow, Database } from '../store/tables.ts';
import { createRateLimit } from '../v4/rate-limit.ts';

/** How long an entry is kept. */
export const AUDIT_DAYS = 365;

/** Entries a second of people nobody knows: whoever guesses must not fill the disk. */
const STRANGERS_PER_SECOND = 5;

/** Entries removed in one statement. */
const REMOVED_AT_ONCE = 1_000;

/** Who did something, and by what right. */
export interface Who {
  /** Null for nobody that is known. */
  userId: number | null;
  /** How they came: with an API key, signed in to the pages, with an upload address, or at the terminal. */
  via: AuditRow['via'];
  /** Public half of the key, or a digest of the page session; null where there is neither. */
  credential: string | null;
  /** What kind of program asked. */
  client: AuditRow['client'];
}

export type AuditAction = AuditRow['action'];

interface Entry {
  action: AuditAction;
  outcome?: AuditRow['outcome'];
  table?: string;
  recordId?: number;
}

/** What to read: newest first, below an id when given. */
export interface AuditQuery {
  before?: number;
  limit: number;
  userId?: number;
  action?: AuditAction;
}

/** Who did what, kept for administrators: no content, no addresses, no secrets. It is added to, and emptied by age alone. */
export interface AuditLog {
  /**
   * Of refused strangers only the first few of each second are noted.
   *
   * @param within The transaction of what is noted, when it wrote something.
   */
  write(who: Who, entry: Entry, within?: Kysely<Database>): Promise<void>;
  /** Notes record changes of this user inside their own transaction. */
  witness(who: Who): (within: Kysely<Database>, changes: readonly NewChange[]) => Promise<void>;
  read(query: AuditQuery): Promise<Selectable<AuditRow>[]>;
  /** Removes entries older than a year, at most this many; answers how many those were. */
  removeOld(most: number): Promise<number>;
}

const actionOf = { insert: 'create', update: 'update', delete: 'delete' } as const;

/** @param now Ms since the epoch. */
export function createAuditLog(db: Kysely<Database>, now: () => number): AuditLog {
  const strangers = createRateLimit({ perSecond: STRANGERS_PER_SECOND, now });
  const toRow = (who: Who, { action, outcome = 'done', table, recordId }: Entry) => ({
    at: new Date(now()).toISOString(),
    ...who,
    action,
    outcome,
    table: table ?? null,
    recordId: recordId ?? null,
  });

  return {
    async write(who, entry, within = db) {
      if (who.userId === null && entry.outcome === 'refused' && strangers.take('all') > 0) return;
      await within.insertInto('auditLog').values(toRow(who, entry)).execute();
    },

    witness: (who) => async (within, changes) => {
      for (const { table, recordId, action } of changes) {
        await within
          .insertInto('auditLog')
          .values(toRow(who, { action: actionOf[action], table, recordId }))
          .execute();
      }
    },

    async read({ before, limit, userId, action }) {
      return db
        .selectFrom('auditLog')
        .selectAll()
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
        .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? 0))
        .$if(action !== undefined, (query) => query.where('action', '=', action ?? 'create'))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
    },

    async removeOld(most) {
      const oldest = new Date(now() - AUDIT_DAYS * 86_400_000).toISOString();
      let removed = 0;
      while (removed < most) {
        const old = await db
          .selectFrom('auditLog')
          .select('id')
          .where('at', '<', oldest)
          .orderBy('at')
          .limit(Math.min(REMOVED_AT_ONCE, most - removed))
          .execute();
        if (old.length === 0) break;
        const ids = old.map(({ id }) => id);
        await db.deleteFrom('auditLog').where('id', 'in', ids).execute();
        removed += ids.length;
      }
      return removed;
    },
  };
}
