import ICAL from 'ical.js';
import { addDays } from '../v4/zone-time.ts';
import type { NoticeContent } from './notice-content.ts';
import { wordsOf } from './words.ts';

const PRODUCT = '-//Tandem//Tandem CRM//EN';

/** No carriage returns and no control characters, which no value of the format may hold. */
const clean = (text: string) => text.replace(/\r\n?/gu, '\n').replace(/(?!\n|\t)\p{Cc}/gu, '');

const toTime = (iso: string) => ICAL.Time.fromJSDate(new Date(iso), true);

/**
 * The event as a calendar file (RFC 5545). It is published, without organiser and guests: programs that open it have
 * nobody to answer. Moments are in UTC, which needs no description of a zone and is shown on each reader's own clock.
 *
 * @returns lines that end with CR LF.
 */
export function toICalendar(content: NoticeContent): string {
  const event = new ICAL.Component('vevent');
  const add = (name: string, value: string | ICAL.Time | null) => {
    if (value !== null) event.addPropertyWithValue(name, typeof value === 'string' ? clean(value) : value);
  };
  const isDays = !content.hasHour;
  add('uid', content.uid);
  add('dtstamp', toTime(content.createdAt));
  add('dtstart', isDays ? ICAL.Time.fromDateString(content.firstDay) : toTime(content.startsAt));
  // The end of days is the first one after it.
  add('dtend', isDays ? ICAL.Time.fromDateString(addDays(content.lastDay, 1)) : toTime(content.endsAt));
  if (content.recurrenceId !== null) {
    const planned = content.recurrenceId;
    add('recurrence-id', isDays ? ICAL.Time.fromDateString(planned.slice(0, 10)) : toTime(planned));
  }
  add('summary', content.title ?? wordsOf[content.language].untitled);
  add('description', content.comment);
  add('location', content.location);
  if (content.conferenceUrl !== null && /^https?:/iu.test(content.conferenceUrl)) add('url', content.conferenceUrl);

  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', PRODUCT);
  calendar.addPropertyWithValue('method', 'PUBLISH');
  calendar.addSubcomponent(event);
  return `${calendar.toString()}\r\n`;
}
