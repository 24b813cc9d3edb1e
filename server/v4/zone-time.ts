import { Temporal } from 'temporal-polyfill';

/** Whether this is the name of a time zone that Node knows, such as `Europe/Madrid`; offsets are none. */
export function isTimeZone(name: string): boolean {
  // V8 takes offsets for zones too.
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(name) || name.length > 64) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const toIso = (moment: Temporal.ZonedDateTime) => new Date(moment.epochMilliseconds).toISOString();

/**
 * The moment a wall clock shows an hour. An hour the clock skips in spring is read with the offset before the change, so
 * that 02:30 becomes 03:30; of an hour it shows twice in autumn the first is meant (RFC 5545, section 3.3.5).
 *
 * @param day `yyyy-MM-dd`.
 * @param hour `HH:mm`.
 * @returns ISO 8601, UTC.
 */
export function toMoment(day: string, hour: string, timeZone: string): string {
  return toIso(
    Temporal.PlainDateTime.from(`${day}T${hour}`).toZonedDateTime(timeZone, { disambiguation: 'compatible' }),
  );
}

/** The moment a day begins, which is not midnight where the clock skips it. ISO 8601, UTC. */
export function startOfDay(day: string, timeZone: string): string {
  return toIso(Temporal.PlainDate.from(day).toZonedDateTime(timeZone));
}

/** The day so many days later, `yyyy-MM-dd`. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** What a wall clock shows at a moment. @param at Ms since the epoch. */
export function toWallClock(at: number, timeZone: string): { day: string; hour: string } {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return { day: local.toPlainDate().toString(), hour: local.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

/** Minutes the zone is ahead of UTC at a moment. @param at Ms since the epoch. */
export function offsetMinutes(at: number, timeZone: string): number {
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return offsetNanoseconds / 60e9;
}
