import type { Kysely } from 'kysely';
import { guardRecords } from '../access/guard-records.ts';
import type { Viewer } from '../access/viewer.ts';
import { createRecords } from '../store/records.ts';
import type { Database, Row } from '../store/tables.ts';
import { findBranchZone } from '../v4/branch-zone.ts';
import type { V4Choices } from '../v4/choices.ts';
import { addDays, isTimeZone, offsetMinutes, toWallClock } from '../v4/zone-time.ts';
import type { NoticeContent } from './notice-content.ts';
import type { Notice } from './notice-store.ts';
import { toLanguage, toLocale } from './words.ts';

/** What is to be said to whom, or why nothing is. */
export type ReadNotice =
  | { content: NoticeContent; address: string | undefined }
  | { gone: 'event-removed' | 'not-theirs' };

interface ReadEventDeps {
  db: Kysely<Database>;
  choices: Pick<V4Choices, 'calendarHours'>;
  /** A user as they stand now; undefined when they may not sign in. */
  viewerOf: (who: { userId: number }) => Promise<Viewer | undefined>;
  /** Name of this database in identifiers, such as `3f….tandem-crm`. */
  instance: string;
  now: () => number;
}

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

/** One line, without anything a header or a line of a file could be broken by. */
const oneLine = (value: unknown) => text(text(value)?.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));

const isoOf = (value: unknown) => {
  const at = Date.parse(String(value));
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

/** How the calendar at the provider names it, so that a file that is opened there meets the event and makes no second one. */
function toIdentity(event: Row, instance: string): Pick<NoticeContent, 'uid' | 'recurrenceId'> {
  const own = { uid: `calendar-${event.id}@${instance}`, recurrenceId: null };
  const provided = oneLine(event.Z_ProviderUid);
  if (provided === null) return own;
  if (text(event.Z_SeriesId) === null) return { uid: provided, recurrenceId: null };
  const planned = isoOf(event.Z_OriginalStart);
  return planned === null ? own : { uid: provided, recurrenceId: planned };
}

/** Reads what a notice tells, as its user may see it at this moment. */
export function createReadEvent(deps: ReadEventDeps): (notice: Notice) => Promise<ReadNotice> {
  const records = createRecords(deps.db, deps.now);

  function timesOf(event: Row, zone: string) {
    const startsAt = String(event.Z_StartsAt);
    const endsAt = String(event.Z_EndsAt ?? startsAt);
    const allDay = event.allDay === 1;
    const dayOf = (iso: string) => toWallClock(Date.parse(iso), zone).day;
    const firstDay = dayOf(startsAt);
    // A whole day ends at the beginning of the next one.
    const lastDay = allDay ? addDays(dayOf(endsAt), -1) : dayOf(endsAt);
    const planned = text(event.Z_TimeZone);
    const at = Date.parse(startsAt);
    const differs = planned !== null && isTimeZone(planned) && offsetMinutes(at, planned) !== offsetMinutes(at, zone);
    return {
      ...{ allDay, startsAt, endsAt, firstDay, zone },
      lastDay: lastDay < firstDay ? firstDay : lastDay,
      hasHour: !allDay && event.startHour !== null,
      plannedZone: differs ? planned : null,
    };
  }

  return async ({ userId, eventId, createdAt }) => {
    const viewer = await deps.viewerOf({ userId });
    if (!viewer) return { gone: 'not-theirs' };
    const seen = guardRecords(records, viewer);
    const event = await seen.get('calendar', eventId);
    if (!event || event.salesRepId !== userId) return { gone: event ? 'not-theirs' : 'event-removed' };
    if (event.deleted === 1 || typeof event.Z_StartsAt !== 'string') return { gone: 'event-removed' };
    const user = await records.get('users', userId);
    const company = typeof event.accountId === 'number' ? await seen.get('accounts', event.accountId) : undefined;
    const contact = typeof event.contactId === 'number' ? await seen.get('contacts', event.contactId) : undefined;
    const zone = deps.choices.calendarHours === 'utc' ? 'UTC' : (await findBranchZone(records, event)).name;
    const language = toLanguage(user?.uiLanguage, user?.locale);
    return {
      address: oneLine(user?.email) ?? undefined,
      content: {
        language,
        locale: toLocale(language, user?.locale),
        title: oneLine(event.subject),
        ...timesOf(event, zone),
        location: oneLine(event.Z_Location) ?? oneLine(event.city),
        conferenceUrl: oneLine(event.Z_ConferenceUrl),
        comment: text(event.comment),
        company: oneLine(company?.name),
        contact: oneLine(`${contact?.firstName ?? ''} ${contact?.lastName ?? ''}`),
        inSeries: text(event.Z_SeriesId) !== null,
        ...toIdentity(event, deps.instance),
        createdAt,
      },
    };
  };
}
