/** `yy/MM/dd`, as calendar entries carry their days: the years 2000 to 2099. */
export const DAY_FORM = /^(\d\d)\/(\d\d)\/(\d\d)$/;

/** `HH:mm`, from 00:00 to 23:59. */
export const HOUR_FORM = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** `yyyy/MM/dd HH:mm:ss`, as calls carry their times. */
export const WALL_TIME_FORM = /^(\d{4})\/(\d\d)\/(\d\d) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/;

function existing(year: string, month: string, day: string): string | undefined {
  const iso = `${year}-${month}-${day}`;
  const at = new Date(`${iso}T00:00:00Z`);
  // 30 February rolls over into March in some engines: the day must come back as it was.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : undefined;
}

/** `24/05/09` as `2024-05-09`, which sorts; undefined when it has another form or there is no such day. */
export function parseDay(text: string): string | undefined {
  const match = DAY_FORM.exec(text);
  return match ? existing(`20${match[1]}`, match[2] ?? '', match[3] ?? '') : undefined;
}

/** `2024-05-09` as `24/05/09`. */
export const toV4Day = (day: string): string => day.slice(2).replaceAll('-', '/');

/** `2009/01/07 11:19:15` as `2009-01-07 11:19:15`; undefined when it has another form or there is no such day. */
export function parseWallTime(text: string): string | undefined {
  const match = WALL_TIME_FORM.exec(text);
  const day = match ? existing(match[1] ?? '', match[2] ?? '', match[3] ?? '') : undefined;
  return day && `${day} ${text.slice(11)}`;
}

/** `2009-01-07 11:19:15` as `2009/01/07 11:19:15`. */
export const toV4WallTime = (time: string): string => time.replaceAll('-', '/');

/** A day in a filter: v4's own form, or any form that begins with year, month and day. */
export function parseFilterDay(text: string): string | undefined {
  const match = /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ].*)?$/.exec(text.trim());
  return match ? existing(match[1] ?? '', match[2] ?? '', match[3] ?? '') : parseDay(text.trim());
}

/** A wall time in a filter: with `/` or `-`, and midnight where it has no hour. */
export function parseFilterWallTime(text: string): string | undefined {
  const whole = text.trim().replaceAll('-', '/').replace('T', ' ');
  return parseWallTime(whole) ?? parseWallTime(`${whole}:00`) ?? parseWallTime(`${whole} 00:00:00`);
}
