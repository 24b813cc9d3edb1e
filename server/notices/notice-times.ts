import type { NoticeContent } from './notice-content.ts';
import { wordsOf } from './words.ts';

const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const HOUR = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;

/** When the event is, in the user's words, on the clock of one zone. Days without an hour are the same in every zone. */
export function describeTimes(content: NoticeContent, zone: string): string {
  if (content.hasHour) {
    const format = new Intl.DateTimeFormat(content.locale, { ...DAY, ...HOUR, timeZone: zone });
    return format.formatRange(new Date(content.startsAt), new Date(content.endsAt));
  }
  const format = new Intl.DateTimeFormat(content.locale, { ...DAY, timeZone: 'UTC' });
  const days = format.formatRange(new Date(content.firstDay), new Date(content.lastDay));
  return content.allDay ? `${days} (${wordsOf[content.language].allDay})` : days;
}
