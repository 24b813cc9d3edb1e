/** A text literal of v4's `where`: in single quotes, a quote inside doubled, as in the SQL the text ends up in. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export type DateForm = 'spaced' | 'iso';

/**
 * A time literal. v4 shows none; `2024-05-09 10:15:00` in UTC is the form of its write examples, ISO the form it reads in.
 *
 * @param iso ISO 8601 UTC
 */
export function quoteTime(iso: string, form: DateForm): string {
  const seconds = iso.slice(0, 19);
  return quote(form === 'spaced' ? seconds.replace('T', ' ') : `${seconds}Z`);
}

/**
 * Everything created, changed or deleted after a time. `dateUpdated` is null until the first change, and whether a
 * deletion touches it is not documented, so all three are asked.
 */
export function changedSince(iso: string, form: DateForm): string {
  return ['dateCreated', 'dateUpdated', 'dateDeleted'].map((name) => `${name}>${quoteTime(iso, form)}`).join(' OR ');
}

/** A query string with every value percent-encoded: a space as `%20`, since `+` is a plus to some servers. */
export function toQuery(parameters: Record<string, string | number | undefined>): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encode(String(value))}`]))
    .join('&');
}

function encode(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
