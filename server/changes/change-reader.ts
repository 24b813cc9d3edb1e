import type { Change } from '../store/changes.ts';
import type { EntityTable } from '../store/tables.ts';
import { toV4Date } from '../v4/dates.ts';
import type { Session } from '../v4/sessions.ts';
import type { ChangeFeed } from './change-feed.ts';

/** A change as it goes out: what to read again, and nothing of what is in it. */
export interface ChangeEntry {
  /** Number of the change: where to go on from. */
  cursor: number;
  /** The resource, as in its path. */
  entity: string;
  /** Id of the record. */
  id: number;
  action: 'insert' | 'update' | 'delete';
  at: string;
  /** Whether the user who listens made it. */
  byMe: boolean;
}

/** Those of the changes that a session's user may hear of as things stand now, in their order. */
export type MayHear = (session: Session, changes: readonly Change[]) => Promise<readonly Change[]>;

interface ChangeBatch {
  changes: ChangeEntry[];
  /** Everything up to here has been looked at. */
  cursor: number;
}

/** One listener's way through the log. */
export interface ChangeReader {
  readonly cursor: number;
  /**
   * The next changes for this listener. Waits for them when there are none, for at most this long or until the signal
   * aborts, and is then empty.
   *
   * @returns undefined when what comes next is no longer kept.
   */
  next(timeoutMs: number, signal: AbortSignal): Promise<ChangeBatch | undefined>;
}

/**
 * @param resources Names of the resources to hear of, by table.
 * @param since Number of the last change the client has.
 */
export function createChangeReader(deps: {
  feed: ChangeFeed;
  session: Session;
  resources: ReadonlyMap<EntityTable, string>;
  mayHear: MayHear;
  since: number;
}): ChangeReader {
  const { feed, session, resources } = deps;
  let cursor = deps.since;

  async function heard(changes: readonly Change[]): Promise<ChangeEntry[]> {
    const wanted = changes.filter(({ table }) => resources.has(table));
    if (wanted.length === 0) return [];
    return (await deps.mayHear(session, wanted)).map((change) => ({
      cursor: change.id,
      entity: resources.get(change.table) ?? change.table,
      id: change.recordId,
      action: change.action,
      at: toV4Date(change.at),
      byMe: change.actor === session.userId,
    }));
  }

  return {
    get cursor() {
      return cursor;
    },
    async next(timeoutMs, signal) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const found = await feed.read(cursor);
        if (!found) return undefined;
        const changes = await heard(found);
        cursor = found.at(-1)?.id ?? cursor;
        const leftMs = deadline - performance.now();
        if (changes.length > 0 || signal.aborted || (found.length === 0 && leftMs <= 0)) return { changes, cursor };
        if (found.length === 0) await feed.wait(cursor, leftMs, signal);
      }
    },
  };
}
