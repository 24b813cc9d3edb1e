import { z } from 'zod';
import { readAs } from '../../model/read-as.ts';

/**
 * Readers for values whose form differs between v4's pages, its examples and the clients seen in use. What cannot be
 * read becomes null: one odd field must not cost the record it stands in.
 */

const MAX_TEXT = 100_000;

/** A field of any form, or one that is not there at all: Zod takes a missing key only for what is optional. */
const anything = z.unknown().optional();

/** An id, as a number or as digits in a string. */
export const idSchema = z
  .union([z.number(), z.string().trim().max(20).regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER));

/** A reference to another record: `{ id, value }`, `{ id, description }`, a bare id, -1 or null for none. */
export const refSchema = anything
  .transform((value) => (typeof value === 'object' && value !== null && 'id' in value ? value.id : value))
  .transform((value) => readAs(idSchema, value) ?? null);

/** Text, or null where there is none. */
export const textSchema = anything.transform((value) =>
  typeof value === 'string' && value.length <= MAX_TEXT ? value.trim() : null,
);

/** True or false, also as 0 and 1 or in words; anything else is false. */
export const flagSchema = anything.transform((value) => value === true || value === 1 || value === 'true');

/**
 * A time as ISO 8601 UTC with milliseconds, so that times compare as text. Read from ISO with or without zone (UTC is
 * meant), from `yyyy-MM-dd HH:mm:ss`, from Unix seconds, and from `{ time, timeStamp, timeZone }`.
 */
export const timeSchema = anything.transform((value) => toIso(value));

function toIso(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return toIsoPlain(value);
  return (
    ('time' in value ? toIsoPlain(value.time) : null) ?? ('timeStamp' in value ? toIsoPlain(value.timeStamp) : null)
  );
}

function toIsoPlain(value: unknown): string | null {
  if (typeof value === 'number') return toValidIso(value * 1000);
  if (typeof value !== 'string' || value.length > 40) return null;
  const text = value.trim();
  const local = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/.exec(text);
  if (local) return toValidIso(Date.parse(`${local[1]}T${local[2]}Z`));
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? toValidIso(Date.parse(text)) : null;
}

/** Only four-digit years: longer ones would not compare as text. */
function toValidIso(ms: number): string | null {
  return ms >= 0 && ms < Date.UTC(10_000, 0) ? new Date(ms).toISOString() : null;
}

/** Times every main record carries. The schema page spells them `date_created`, the data `dateCreated`. */
export interface Audit {
  dateCreated: string | null;
  dateUpdated: string | null;
  dateDeleted: string | null;
  deleted: boolean;
}

/** What every record has, made once: building a schema costs far more than using it. */
const auditSchema = z.object({
  id: idSchema,
  dateCreated: timeSchema,
  date_created: timeSchema,
  dateUpdated: timeSchema,
  date_updated: timeSchema,
  dateDeleted: timeSchema,
  date_deleted: timeSchema,
  deleted: flagSchema,
});

/** A record with an id, some fields of its own and the times of its changes. Fields not named are dropped. */
export function recordSchema<S extends z.ZodRawShape>(shape: S) {
  const own = z.object(shape);
  return z.unknown().transform((value, context) => {
    const times = readAs(auditSchema, value);
    const fields = readAs(own, value);
    if (times === undefined || fields === undefined) {
      context.addIssue({ code: 'custom', message: 'not a record of this kind' });
      return z.NEVER;
    }
    return {
      ...fields,
      id: times.id,
      dateCreated: times.dateCreated ?? times.date_created,
      dateUpdated: times.dateUpdated ?? times.date_updated,
      dateDeleted: times.dateDeleted ?? times.date_deleted,
      deleted: times.deleted,
    };
  });
}

/** Most rows a page may hold: more than any page size asked for. */
const MAX_ROWS = 20_000;

/**
 * A list answer: a bare array. A row that cannot be read is counted and left out; a list where none can is not a list
 * of this kind.
 */
export function listSchema<T>(row: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .max(MAX_ROWS)
    .transform((values, context) => {
      const rows = values.flatMap((value) => {
        const read = readAs(row, value);
        return read === undefined ? [] : [read];
      });
      if (values.length > 0 && rows.length === 0) {
        context.addIssue({ code: 'custom', message: 'no row of this kind' });
        return z.NEVER;
      }
      return { rows, received: values.length };
    });
}
