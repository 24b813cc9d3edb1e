import type { Kysely, Selectable } from 'kysely';
import type { Database, ImapFolderRow } from '../store/tables.ts';
import { type HeldAccount, LeaseLostError } from './account-leases.ts';

/** How far a folder has been read. */
export type FolderPlace = Pick<Selectable<ImapFolderRow>, 'uidValidity' | 'modseq' | 'seenUpTo' | 'backfillBelow'>;

/** What was done since the place was last kept. */
export interface Progress {
  logged: number;
  skipped: number;
}

/** Why a wanted message could not be kept. */
export type ParkReason = 'too-large' | 'unreadable' | 'refused';

/** Keeps how far the folders of one mailbox have been read, as long as this process holds the mailbox. */
export interface FolderPlaces {
  read(path: string): Promise<FolderPlace | undefined>;
  /** @throws {@link LeaseLostError} */
  save(path: string, place: FolderPlace, progress: Progress): Promise<void>;
  /** UIDs that are to be tried again, of this UIDVALIDITY. What was parked under another is found anew. */
  parked(path: string, uidValidity: string): Promise<number[]>;
  park(path: string, uidValidity: string, uid: number, reason: ParkReason): Promise<void>;
  unpark(path: string, uidValidity: string, uid: number): Promise<void>;
}

/** @param now Ms since the epoch. */
export function createFolderPlaces(db: Kysely<Database>, account: HeldAccount, now: () => number): FolderPlaces {
  const accountId = account.id;
  const moment = () => new Date(now()).toISOString();

  return {
    async read(path) {
      return db
        .selectFrom('imapFolders')
        .select(['uidValidity', 'modseq', 'seenUpTo', 'backfillBelow'])
        .where('accountId', '=', accountId)
        .where('path', '=', path)
        .executeTakeFirst();
    },

    async save(path, place, { logged, skipped }) {
      await db.transaction().execute(async (within) => {
        const { numUpdatedRows } = await within
          .updateTable('imapAccounts')
          .set((eb) => ({
            logged: eb('logged', '+', logged),
            skipped: eb('skipped', '+', skipped),
            ...(logged > 0 ? { lastLoggedAt: moment() } : {}),
          }))
          .where('id', '=', accountId)
          .where('holder', '=', account.holder)
          .where('revision', '=', account.revision)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new LeaseLostError('the mailbox is no longer held');
        await within
          .insertInto('imapFolders')
          .values({ accountId, path, ...place })
          .onConflict((conflict) => conflict.columns(['accountId', 'path']).doUpdateSet(place))
          .execute();
      });
    },

    async parked(path, uidValidity) {
      await db
        .deleteFrom('imapParked')
        .where('accountId', '=', accountId)
        .where('path', '=', path)
        .where('uidValidity', '<>', uidValidity)
        .execute();
      const rows = await db
        .selectFrom('imapParked')
        .select('uid')
        .where('accountId', '=', accountId)
        .where('path', '=', path)
        .orderBy('uid')
        .execute();
      return rows.map(({ uid }) => uid);
    },

    async park(path, uidValidity, uid, reason) {
      await db
        .insertInto('imapParked')
        .values({ accountId, path, uidValidity, uid, reason, at: moment() })
        .onConflict((conflict) => conflict.columns(['accountId', 'path', 'uidValidity', 'uid']).doUpdateSet({ reason }))
        .execute();
    },

    async unpark(path, uidValidity, uid) {
      await db
        .deleteFrom('imapParked')
        .where('accountId', '=', accountId)
        .where('path', '=', path)
        .where('uidValidity', '=', uidValidity)
        .where('uid', '=', uid)
        .execute();
    },
  };
}
