import type { Kysely } from 'kysely';
import type { AuditLog, Who } from '../access/audit-log.ts';
import type { Database } from '../store/tables.ts';

/** Whether a user wants no notices by e-mail. @param db May be the transaction at hand. */
export async function isSwitchedOff(db: Kysely<Database>, userId: number): Promise<boolean> {
  const row = await db.selectFrom('noticeSettings').select('isOff').where('userId', '=', userId).executeTakeFirst();
  return row?.isOff === 1;
}

/** Turns the notices of a user off or on; noted in the audit log. */
export async function switchNotices(
  deps: { db: Kysely<Database>; audit: AuditLog },
  userId: number,
  isOff: boolean,
  who: Who,
): Promise<void> {
  await deps.db.transaction().execute(async (within) => {
    const values = { isOff: isOff ? 1 : 0 };
    await within
      .insertInto('noticeSettings')
      .values({ userId, ...values })
      .onConflict((conflict) => conflict.column('userId').doUpdateSet(values))
      .execute();
    await deps.audit.write(who, { action: 'update', table: 'noticeSettings', recordId: userId }, within);
  });
}
