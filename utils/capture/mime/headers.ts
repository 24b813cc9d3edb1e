import type { Email } from 'postal-mime';

/** Header fields by lower-case name; a field may come more than once. */
export interface Headers {
  first(name: string): string | undefined;
  all(name: string): string[];
  has(name: string): boolean;
}

/** Wraps what the parser found. */
export function createHeaders(headers: Email['headers']): Headers {
  const byName = new Map<string, string[]>();
  for (const { key, value } of headers) {
    const values = byName.get(key);
    if (values) values.push(value);
    else byName.set(key, [value]);
  }
  return {
    first: (name) => byName.get(name)?.[0],
    all: (name) => byName.get(name) ?? [],
    has: (name) => byName.has(name),
  };
}

/** Whether these are the headers of a message at all, and not a web page or noise. */
export function looksLikeMail(headers: Headers): boolean {
  return ['from', 'to', 'date', 'message-id', 'received', 'subject'].filter((name) => headers.has(name)).length >= 2;
}
