import { completeEntry } from '../calendar/complete-entry.ts';
import type { EntityFactory, Field } from '../entity.ts';
import {
  accessFields,
  auditFields,
  boolean,
  dateTime,
  flag,
  id,
  integer,
  reference,
  special,
  text,
} from '../field-builders.ts';

/**
 * Reminders as the documentation prints them: none, at the start, minutes before; 1440 and 3600 stand there for an hour and a
 * day, and the list is cut off after them, where a week of minutes would follow.
 */
const REMINDERS = [-2, 1, 5, 15, 30, 1_440, 3_600, 10_080];

/** What v4's own entry leaves out, as custom fields of this tenant. */
const customFields: Field[] = [
  text('Z_Location', 1_000, { description: 'Place' }),
  text('Z_TimeZone', 64, { description: 'IANA name of the time zone it was planned in' }),
  text('Z_Guests', 20_000, { description: 'Guests, one a line: Name <address> (answer)' }),
  text('Z_Organizer', 320, { description: 'Address of the organiser' }),
  text('Z_SeriesId', 1_024, { description: 'The same for all occurrences of a series' }),
  text('Z_OriginalStart', 40, { description: 'Start of the occurrence as the series plans it, ISO 8601' }),
  text('Z_Recurrence', 2_000, { description: 'Rule of the series, as in iCalendar' }),
  special('Z_Privacy', { type: 'text', maxLength: 16, oneOf: ['public', 'private', 'confidential'] }),
  special('Z_ShowAs', { type: 'text', maxLength: 16, oneOf: ['busy', 'free'] }),
  special('Z_Status', { type: 'text', maxLength: 16, oneOf: ['confirmed', 'tentative', 'cancelled'] }),
  text('Z_ConferenceUrl', 2_048, { description: 'Link of the video meeting' }),
  text('Z_ProviderUid', 1_024, { description: 'iCalendar UID' }),
  flag('Z_Locked', { description: 'Belongs to somebody else: shown to people, changed by the synchronisation only' }),
  dateTime('Z_StartsAt', { readOnly: true, description: 'Moment it begins' }),
  dateTime('Z_EndsAt', { readOnly: true, description: 'Moment it ends' }),
];

/** Events and tasks in one entity. Days and hours are those of a wall clock. */
export const calendar: EntityFactory = (choices) => {
  const required = choices.calendarRequired === 'minimum';
  return {
    resource: 'calendar',
    table: 'calendar',
    description: 'Calendar events and tasks',
    operations: { create: true, read: true, update: true, delete: true },
    complete: (draft) => completeEntry(draft, choices),
    fields: [
      id(),
      text('subject', 255, { required }),
      text('comment', 6_000),
      flag('task'),
      flag('completed', {
        alias: 'Completed',
        ...(choices.calendarSchemaCompleted === 'capital' ? { schemaName: 'Completed' } : {}),
      }),
      boolean('allDay', { initial: 0 }),
      special('startDate', { type: 'day' }, { required }),
      special('startHour', { type: 'hour' }),
      special('endDate', { type: 'day' }),
      special('endHour', { type: 'hour' }),
      reference('typeId', 'activityTypes', { required }),
      reference('accountId', 'accounts'),
      reference('contactId', 'contacts'),
      reference('opportunityId', 'opportunities'),
      reference('salesRepId', 'users', { required, nullable: false }),
      reference('branchId', 'branches'),
      text('city', 200, { writeOnly: choices.calendarCity === 'write-only' }),
      integer('reminder', {
        nullable: false,
        initial: -2,
        min: -2,
        ...(choices.calendarReminders === 'listed' ? { oneOf: REMINDERS } : {}),
      }),
      flag('sendNotification'),
      ...accessFields().map((field) =>
        field.name === 'readOnly' ? { ...field, readOnly: choices.calendarReadOnly === 'server' } : field,
      ),
      text('extId', 100),
      ...(choices.customCalendarFields ? customFields : []),
      ...auditFields(),
    ],
  };
};
