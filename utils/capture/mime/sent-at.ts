const DAY_MS = 86_400_000;
/** Nothing in a webmail is older; earlier dates are clocks without a battery. */
const EARLIEST = Date.UTC(1990, 0, 1);
/** Time zones and slow clocks are honest mistakes up to here; a date further ahead of the server's is not one. */
const AHEAD_MS = 2 * DAY_MS;

/** The Date header in ms since the epoch, or the webmail's own time where the header is missing or absurd. */
export function toSentAt(header: string | number | undefined, siteTime: number): number {
  const time = typeof header === 'number' ? header : Date.parse(header ?? '');
  return time >= EARLIEST && time <= siteTime + AHEAD_MS ? time : siteTime;
}
