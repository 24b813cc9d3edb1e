import { z } from 'zod';

/** Name of the file wherever an event of a notice is given as one. */
export const CALENDAR_FILE = 'event.ics';

const line = z.string().nullable();

/** What a notice tells of an event, as it stood when the notice was settled. Kept as JSON. */
export const noticeContentSchema = z.object({
  /** In the user's language and form of dates. */
  language: z.enum(['en', 'es']),
  locale: z.string(),
  title: line,
  allDay: z.boolean(),
  /** Days `yyyy-MM-dd` of the branch's clock; the last one is within the event. */
  firstDay: z.iso.date(),
  lastDay: z.iso.date(),
  /** Moments, ISO 8601 UTC. */
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** Whether the event has an hour or only a day. */
  hasHour: z.boolean(),
  /** IANA name of the zone of the branch. */
  zone: z.string(),
  /** The zone it was planned in, where clocks show another hour there. */
  plannedZone: line,
  location: line,
  conferenceUrl: line,
  comment: line,
  company: line,
  contact: line,
  inSeries: z.boolean(),
  /** Of the calendar file. */
  uid: z.string(),
  /** Start the series planned for this occurrence, ISO 8601 UTC; null outside of a series the calendar knows. */
  recurrenceId: line,
  createdAt: z.iso.datetime(),
});

/** See {@link noticeContentSchema}. */
export type NoticeContent = z.infer<typeof noticeContentSchema>;
