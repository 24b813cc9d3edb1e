import { sql } from 'kysely';
import type { Condition } from './records.ts';

/** The largest code point: sorts after whatever may follow a beginning. */
const LAST = '\u{10ffff}';

/** `!` before the signs that mean something to LIKE, so that they mean themselves. */
const literal = (text: string) => text.replace(/[!%_]/gu, '!$&');

/** `pattern` is in lower case, with `!` as its escape sign: that of PostgreSQL is the backslash unless told, SQLite has none. */
function like(column: string, pattern: string, negated = false): Condition {
  const operator = sql.raw(negated ? 'not like' : 'like');
  return (eb) => sql<boolean>`${eb.fn<string>('lower', [column])} ${operator} ${pattern} escape '!'`;
}

/** Rows whose column holds the text, whatever its case. */
export function contains(column: string, text: string): Condition {
  return like(column, `%${literal(text.toLowerCase())}%`);
}

/** Rows whose column fits a pattern with `%` and `_`, whatever its case. No other sign means more than itself. */
export function fits(column: string, pattern: string, negated: boolean): Condition {
  return like(column, pattern.toLowerCase().replaceAll('!', '!!'), negated);
}

/** Rows whose column begins with the text. The two databases disagree on the case of LIKE, and on nothing here. */
export function startsWith(column: string, text: string): Condition {
  return (eb) => eb.and([eb(column, '>=', text), eb(column, '<', text + LAST)]);
}
