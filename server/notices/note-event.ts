import { createHash } from 'node:crypto';
import type { Witness } from '../store/records.ts';
import type { Row } from '../store/tables.ts';
import { isSwitchedOff } from './notice-switch.ts';

/**
 * What one notice is given for, once and for all: a series as a whole, else the event at its provider, else what its maker
 * calls it, else the record. So neither a further occurrence of a series nor a record made anew gives a second one.
 */
function toKey(event: Row): string {
  const name = event.Z_SeriesId ?? event.Z_ProviderUid ?? event.extId;
  const what = typeof name === 'string' && name !== '' ? `name:${name}` : `id:${event.id}`;
  return `${event.salesRepId}:${createHash('sha256').update(what).digest('base64url')}`;
}

/** Whether an event that was just added is worth a notice: it has a day and is not over. Tasks are none. */
const isWorthy = (event: Row, at: string) =>
  event.task !== 1 &&
  event.deleted !== 1 &&
  typeof event.salesRepId === 'number' &&
  typeof event.Z_StartsAt === 'string' &&
  String(event.Z_EndsAt ?? event.Z_StartsAt) >= at;

/**
 * Writes the notice of each event that is added, in the transaction of the event: there is never one without the other.
 *
 * @param now Ms since the epoch.
 */
export function createNoteEvents(now: () => number): Witness {
  return async (within, changes) => {
    for (const { table, action, recordId } of changes) {
      if (table !== 'calendar' || action !== 'insert') continue;
      const at = new Date(now()).toISOString();
      const event = await within.selectFrom('calendar').selectAll().where('id', '=', recordId).executeTakeFirst();
      if (!event || !isWorthy(event, at)) continue;
      const userId = Number(event.salesRepId);
      // Kept all the same: who turns notices on again gets none for what was there before.
      const isOff = await isSwitchedOff(within, userId);
      const fate = isOff
        ? ({ state: 'kept', reason: 'switched-off', dueAt: null, settledAt: at } as const)
        : ({ state: 'waiting', dueAt: at } as const);
      await within
        .insertInto('notices')
        .values({
          key: toKey(event),
          userId,
          eventId: recordId,
          ...fate,
          attempts: 0,
          createdAt: at,
        })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    }
  };
}
