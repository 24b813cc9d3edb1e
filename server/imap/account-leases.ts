import type { Kysely, Selectable } from 'kysely';
import type { Database, ImapAccountRow } from '../store/tables.ts';

export type HeldAccount = Selectable<ImapAccountRow>;

/** What a worker says of its mailbox. */
export type AccountReport = Partial<Pick<HeldAccount, 'state' | 'problem' | 'words' | 'failures' | 'nextTryAt'>>;

/** Another process has the mailbox, or it was changed, stopped or deleted meanwhile. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Which process reads which mailbox: one at a time, by a lease in its row. */
export interface AccountLeases {
  /** Takes mailboxes that are wanted, due and nobody's. */
  claim(): Promise<HeldAccount[]>;
  /** False when it is no longer ours as it was claimed. */
  renew(account: HeldAccount): Promise<boolean>;
  /** Notes how it stands, as long as it is ours. */
  report(account: HeldAccount, report: AccountReport): Promise<void>;
  release(account: HeldAccount): Promise<void>;
}

const CLAIMED_AT_ONCE = 20;

/**
 * @param holder Names this process.
 * @param now Ms since the epoch.
 */
export function createAccountLeases(deps: {
  db: Kysely<Database>;
  holder: string;
  leaseMs: number;
  now: () => number;
}): AccountLeases {
  const { db, holder } = deps;
  const moment = (afterMs = 0) => new Date(deps.now() + afterMs).toISOString();
  const ours = ({ id, revision }: HeldAccount) =>
    db.updateTable('imapAccounts').where('id', '=', id).where('holder', '=', holder).where('revision', '=', revision);

  return {
    async claim() {
      const now = moment();
      const due = await db
        .selectFrom('imapAccounts')
        .select('id')
        .where('isOn', '=', 1)
        .where('state', '<>', 'stopped')
        .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<=', now)]))
        .where((eb) => eb.or([eb('nextTryAt', 'is', null), eb('nextTryAt', '<=', now)]))
        .orderBy('id')
        .limit(CLAIMED_AT_ONCE)
        .execute();
      const claimed: HeldAccount[] = [];
      for (const { id } of due) {
        const row = await db
          .updateTable('imapAccounts')
          .set({ holder, leaseUntil: moment(deps.leaseMs), state: 'connecting', stateSince: now })
          .where('id', '=', id)
          .where('isOn', '=', 1)
          .where('state', '<>', 'stopped')
          .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<=', now)]))
          .returningAll()
          .executeTakeFirst();
        if (row) claimed.push(row);
      }
      return claimed;
    },

    async renew(account) {
      const { numUpdatedRows } = await ours(account)
        .set({ leaseUntil: moment(deps.leaseMs) })
        .where('isOn', '=', 1)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async report(account, report) {
      await ours(account)
        .set({ ...report, ...(report.state === undefined ? {} : { stateSince: moment() }) })
        .execute();
    },

    async release({ id }) {
      await db
        .updateTable('imapAccounts')
        .set({ holder: null, leaseUntil: null })
        .where('id', '=', id)
        .where('holder', '=', holder)
        .execute();
    },
  };
}
