import type { Cell } from '../../store/tables.ts';
import type { V4Choices } from '../choices.ts';
import { addDays, startOfDay, toMoment } from '../zone-time.ts';

/** Days, hours and kind of a calendar entry, as its columns hold them. */
export interface EntryTimes {
  /** `yyyy-MM-dd`. */
  startDate: string | null;
  /** `HH:mm`. */
  startHour: string | null;
  endDate: string | null;
  endHour: string | null;
  allDay: boolean;
}

/** Fits what `EntryTimes` needs out of a row. */
export function toEntryTimes(row: Record<string, Cell | undefined>): EntryTimes {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
  return {
    startDate: text('startDate'),
    startHour: text('startHour'),
    endDate: text('endDate'),
    endHour: text('endHour'),
    allDay: row.allDay === 1,
  };
}

/** What does not fit together in the times of an entry, in words for the person who wrote them; undefined when all does. */
export function findTimeFault({ startDate, startHour, endDate, endHour, allDay }: EntryTimes): string | undefined {
  if (startDate === null) {
    if (startHour !== null) return 'startHour needs a startDate';
    if (endDate !== null) return 'endDate needs a startDate';
  }
  if (endHour !== null && endDate === null) return 'endHour needs an endDate';
  if (endHour !== null && startHour === null) return 'endHour needs a startHour';
  if (startDate === null || endDate === null) return undefined;
  if (endDate < startDate) return 'the end is before the start';
  // Hours kept beside allDay mean nothing, so they may stand in any order.
  const timed = !allDay && startHour !== null && endHour !== null;
  return timed && endDate === startDate && endHour < startHour ? 'the end is before the start' : undefined;
}

/**
 * The moments an entry begins and ends, ISO 8601 UTC; both null without a start. A missing hour is the beginning of the day, a
 * missing end is the start. The end is never before the start, also where the clock is set back between the two.
 */
export function toMoments(
  { startDate, startHour, endDate, endHour, allDay }: EntryTimes,
  timeZone: string,
  { calendarAllDayEnd }: Pick<V4Choices, 'calendarAllDayEnd'>,
): { startsAt: string | null; endsAt: string | null } {
  if (startDate === null) return { startsAt: null, endsAt: null };
  if (allDay) {
    const last = endDate ?? startDate;
    const after = calendarAllDayEnd === 'exclusive' && last > startDate ? last : addDays(last, 1);
    return { startsAt: startOfDay(startDate, timeZone), endsAt: startOfDay(after, timeZone) };
  }
  const at = (day: string, hour: string | null) =>
    hour === null ? startOfDay(day, timeZone) : toMoment(day, hour, timeZone);
  const startsAt = at(startDate, startHour);
  const endsAt = endDate === null ? startsAt : at(endDate, endHour);
  return { startsAt, endsAt: endsAt < startsAt ? startsAt : endsAt };
}
