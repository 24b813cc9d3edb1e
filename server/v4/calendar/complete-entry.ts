import type { Row } from '../../store/tables.ts';
import { findBranchZone } from '../branch-zone.ts';
import type { V4Choices } from '../choices.ts';
import type { Draft } from '../entity.ts';
import { badRequest } from '../v4-error.ts';
import { isTimeZone } from '../zone-time.ts';
import { findTimeFault, toEntryTimes, toMoments } from './entry-times.ts';

type CalendarChoices = Pick<V4Choices, 'calendarHours' | 'calendarAllDayHours' | 'calendarAllDayEnd'>;

/** Hours beside `allDay`: the documentation says there are none, its own example shows some. */
function settleAllDayHours({ written, kept }: Draft, choice: V4Choices['calendarAllDayHours']): Row {
  const allDay = written.allDay ?? kept?.allDay ?? 0;
  if (allDay !== 1 || choice === 'keep') return {};
  if (choice === 'refuse' && (written.startHour != null || written.endHour != null)) {
    throw badRequest('an entry of the whole day has no hours');
  }
  return { startHour: null, endHour: null };
}

/**
 * What follows from a written calendar entry: its owner, its hours when it takes the whole day, and the moments it begins and
 * ends. Under a changed switch only what is written from then on is read by the new one.
 *
 * @throws `V4Error` 400 when days and hours do not fit together or a zone is unknown.
 */
export async function completeEntry(draft: Draft, choices: CalendarChoices): Promise<Row> {
  const { written, kept, records, actor } = draft;
  const zone = written.Z_TimeZone;
  if (typeof zone === 'string' && zone !== '' && !isTimeZone(zone)) throw badRequest('Z_TimeZone is not a time zone');

  const follows: Row = settleAllDayHours(draft, choices.calendarAllDayHours);
  if (kept === undefined && written.salesRepId == null) follows.salesRepId = actor;
  if (kept !== undefined && written.salesRepId === null) throw badRequest('salesRepId must not be empty');
  const entry: Row = { ...kept, ...written, ...follows };
  const times = toEntryTimes(entry);
  const fault = findTimeFault(times);
  if (fault !== undefined) throw badRequest(fault);

  const { name } = choices.calendarHours === 'utc' ? { name: 'UTC' } : await findBranchZone(records, entry);
  const { startsAt, endsAt } = toMoments(times, name, choices);
  return { ...follows, Z_StartsAt: startsAt, Z_EndsAt: endsAt };
}
