/** Written moments, before it is looked at whether there is such a day. */
export const DATE_FORM =
  /^\s*(\d{4})([-/])(\d\d)\2(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s?([Zz]|[+-]\d\d:?\d\d)?)?\s*$/;

/**
 * Reads a moment in any of the forms v4 shows on write: ISO 8601 with `Z` or offset, `yyyy-MM-dd HH:mm:ss`,
 * `yyyy/MM/dd HH:mm:ss`, or a bare day. Without a zone it is UTC.
 *
 * @returns ms since the epoch, or undefined when it is none of these or no such moment exists.
 */
export function parseDate(text: string): number | undefined {
  const match = DATE_FORM.exec(text);
  if (!match) return undefined;
  const [, year, , month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${`${fraction}000`.slice(0, 3)}${offset}`);
  if (Number.isNaN(at) || at < 0 || at >= Date.UTC(10_000, 0)) return undefined;
  // Date.parse rolls 30 February over into March in some engines: the day must come back as it was.
  const wall = new Date(Date.parse(`${year}-${month}-${day}T00:00:00Z`));
  return wall.getUTCDate() === Number(day) ? at : undefined;
}

/** As v4 prints it: the fraction without trailing zeros, `…:54.23Z`, `…:04Z`. */
export function toV4Date(iso: string): string {
  return iso.replace(/\.(\d*?)0*Z$/, (_, fraction: string) => (fraction === '' ? 'Z' : `.${fraction}Z`));
}
