import { type SqlBool, sql } from 'kysely';
import type { Condition } from './records.ts';

/** `!` before the signs that mean something to LIKE, so that they mean themselves. */
const literal = (text: string) => text.replace(/[!%_]/g, '!$&');

/** Rows whose column holds the text, whatever its case. */
export function contains(column: string, text: string): Condition {
  const pattern = `%${literal(text.toLowerCase())}%`;
  return () => sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '!'`;
}

/** Rows whose column begins with the text. SQLite's LIKE overlooks the case of A to Z, PostgreSQL's does not. */
export function startsWith(column: string, text: string): Condition {
  return () => sql<SqlBool>`${sql.ref(column)} like ${`${literal(text)}%`} escape '!'`;
}
