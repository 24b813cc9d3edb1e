const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * When something happened: "3 min. ago", "yesterday". Times are ms since the epoch. What seems to lie ahead happened just
 * now: pages tick every few seconds, and clocks differ.
 */
export function formatTimeAgo(at: number, now: number, locale: string): string {
  return formatRelativeTime(Math.min(at, now), now, locale, 'short');
}

/** When something will happen, in whole words that fit into a sentence: "in 2 minutes". What is overdue happens now. */
export function formatTimeAhead(at: number, now: number, locale: string): string {
  return formatRelativeTime(Math.max(at, now), now, locale, 'long');
}

function formatRelativeTime(at: number, now: number, locale: string, style: 'short' | 'long'): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style });
  const delayMs = at - now;
  const size = Math.abs(delayMs);
  if (size < MINUTE_MS) {
    return delayMs > 0 ? format.format(Math.ceil(delayMs / 1000), 'second') : format.format(0, 'second');
  }
  if (size < HOUR_MS) return format.format(Math.round(delayMs / MINUTE_MS), 'minute');
  if (size < DAY_MS) return format.format(Math.round(delayMs / HOUR_MS), 'hour');
  return format.format(Math.round(delayMs / DAY_MS), 'day');
}

/** The time alone for today, day and time for other days of this year, the whole date before that. */
export function formatAbsoluteTime(at: number, now: number, locale: string): string {
  const moment = new Date(at);
  const today = new Date(now);
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  if (moment.toDateString() === today.toDateString()) return moment.toLocaleTimeString(locale, time);
  const day = { day: 'numeric', month: 'short' } as const;
  if (moment.getFullYear() === today.getFullYear()) return moment.toLocaleString(locale, { ...day, ...time });
  return moment.toLocaleDateString(locale, { ...day, year: 'numeric' });
}
