/** Windows names of time zones, as requests carry them. */
const IANA: Record<string, string> = {
  UTC: 'UTC',
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'France Standard Time': 'Europe/Paris',
  'Central Europe Standard Time': 'Europe/Budapest',
  'India Standard Time': 'Asia/Kolkata',
  'Eastern Standard Time': 'America/New_York',
  'Pacific Standard Time': 'America/Los_Angeles',
};

/** A point in time with the offset of a zone, such as `2026-03-02T10:00:00+01:00`; in UTC where the zone is not known. */
export function zonedTime(ms: number, windowsZone: string | undefined): string {
  const zone = IANA[windowsZone ?? 'UTC'] ?? 'UTC';
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(ms)
    .find((part) => part.type === 'timeZoneName')?.value;
  const found = /^GMT([+-])(\d\d):(\d\d)/.exec(name ?? '');
  const minutes = found ? (Number(found[2]) * 60 + Number(found[3])) * (found[1] === '-' ? -1 : 1) : 0;
  const local = new Date(ms + minutes * 60_000).toISOString().slice(0, 19);
  return local + (found ? `${found[1]}${found[2]}:${found[3]}` : 'Z');
}
