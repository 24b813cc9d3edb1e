import type { Cell, EntityTable, Row } from '../store/tables.ts';
import type { V4Choices } from './choices.ts';
import { cleanText } from './clean-text.ts';
import { parseDate } from './dates.ts';
import type { Entity, Field } from './entity.ts';
import { auditFields } from './field-builders.ts';
import { badRequest, dataError } from './v4-error.ts';
import { HOUR_FORM, parseDay, parseWallTime } from './wall-clock.ts';

/** A written body as columns, and the records it points to, whose existence the caller checks. */
export interface ParsedBody {
  values: Row;
  references: { field: string; table: EntityTable; id: number }[];
  attachments: { name: string; size: number | null }[];
}

export const MAX_ATTACHMENTS = 200;
/** Most addresses in one field, whatever their length together. */
export const MAX_ADDRESSES = 1_000;
/** One e-mail address. Whether it exists is for others to find out. */
export const ADDRESS_FORM = /^[^\s@,;<>]+@[^\s@,;<>]+$/u;
/** An id written as text, or -1 for none. */
export const ID_AS_TEXT = /^(?:-1|[1-9]\d{0,8})$/;

function parseText(field: Field, value: unknown, maxLength: number | undefined, cut: boolean): string {
  if (typeof value !== 'string') throw badRequest(`${field.name} must be a text`);
  const text = cleanText(value);
  if (maxLength === undefined || text.length <= maxLength) return text;
  if (!cut) throw badRequest(`${field.name} is longer than ${maxLength} characters`);
  return text.slice(0, maxLength).toWellFormed();
}

function parseAddresses(field: Field, value: unknown, maxLength: number, choice: V4Choices['longEmailTo']): string {
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ADDRESSES) {
    throw badRequest(`${field.name} must be a list of addresses`);
  }
  const addresses = list.map((entry) => {
    const address = typeof entry === 'string' ? cleanText(entry).trim() : '';
    if (!ADDRESS_FORM.test(address)) throw badRequest(`${field.name} must be a list of addresses`);
    return address;
  });
  const whole = addresses.join(',');
  if (choice === 'keep' || whole.length <= maxLength) return whole;
  if (choice === 'refuse') throw badRequest(`${field.name} is longer than ${maxLength} characters`);
  while (addresses.length > 1 && addresses.join(',').length > maxLength) addresses.pop();
  return addresses.join(',').slice(0, maxLength);
}

function parseAttachments(field: Field, value: unknown): ParsedBody['attachments'] {
  if (!Array.isArray(value) || value.length > MAX_ATTACHMENTS) {
    throw badRequest(`${field.name} must be a list of at most ${MAX_ATTACHMENTS}`);
  }
  return value.map((entry: unknown) => {
    const { name, size = null } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    if (typeof name !== 'string' || name === '') throw badRequest(`${field.name}: each needs a name`);
    if (size !== null && (!Number.isSafeInteger(size) || Number(size) < 0)) {
      throw badRequest(`${field.name}: size must be a number of bytes`);
    }
    return { name: cleanText(name), size: size === null ? null : Number(size) };
  });
}

function parseInteger(field: Field, value: unknown, min = -2_147_483_648, max = 2_147_483_647): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw badRequest(`${field.name} must be a whole number`);
  if (value < min || value > max) throw badRequest(`${field.name} must be from ${min} to ${max}`);
  return value;
}

function oneOf<T extends string | number>(field: Field, value: T, known: readonly T[]): T {
  if (!known.includes(value)) throw badRequest(`${field.name} must be one of ${known.join(', ')}`);
  return value;
}

function parseWall(field: Field, value: unknown, parse: (text: string) => string | undefined, form: string): string {
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  if (parsed === undefined) throw badRequest(`${field.name} must be written as ${form}`);
  return parsed;
}

function parseCell(field: Field, value: unknown, choices: V4Choices): Cell {
  const { kind } = field;
  switch (kind.type) {
    case 'text': {
      const text = parseText(field, value, kind.maxLength, field.name === 'body' && choices.longBody === 'cut');
      return kind.oneOf ? oneOf(field, text, kind.oneOf) : text;
    }
    case 'addresses':
      return parseAddresses(field, value, kind.maxLength, choices.longEmailTo);
    case 'integer': {
      const whole = parseInteger(field, value, kind.min, kind.max);
      return kind.oneOf ? oneOf(field, whole, kind.oneOf) : whole;
    }
    case 'day':
      return parseWall(field, value, parseDay, 'yy/MM/dd');
    case 'hour':
      return parseWall(field, value, (hour) => (HOUR_FORM.test(hour) ? hour : undefined), 'HH:mm');
    case 'wallTime':
      return parseWall(field, value, parseWallTime, 'yyyy/MM/dd HH:mm:ss');
    case 'label':
      return parseInteger(field, value, 0, kind.labels.length - 1);
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw badRequest(`${field.name} must be a number`);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw badRequest(`${field.name} must be true or false`);
      return value ? 1 : 0;
    case 'dateTime':
    case 'mailDate': {
      const at = typeof value === 'string' ? parseDate(value) : undefined;
      if (at === undefined) throw badRequest(`${field.name} is not a date`);
      return new Date(at).toISOString();
    }
    case 'reference': {
      // Documents' root folder is written as the text "-1" in the documentation and as a number by clients.
      const id = typeof value === 'string' && ID_AS_TEXT.test(value) ? Number(value) : value;
      return id === -1 ? null : parseInteger(field, id, 1);
    }
    case 'attachments':
    case 'link':
    case 'nothing':
      return null;
  }
}

/** Fields that are no columns, or whose columns the store fills in. */
const isStoreOwned = (field: Field) =>
  ['attachments', 'link', 'nothing'].includes(field.kind.type) || auditNames.has(field.name);
const auditNames = new Set(['id', ...auditFields().map((field) => field.name)]);

/** Takes one value into the parsed body; `undefined` where the body has none. */
function takeField(
  parsed: ParsedBody,
  field: Field,
  value: unknown,
  mode: 'create' | 'update',
  choices: V4Choices,
): void {
  if (value === undefined) {
    if (mode === 'update') return;
    if (field.required) throw badRequest(`${field.name} is required`);
    if (!isStoreOwned(field)) parsed.values[field.name] = field.initial ?? null;
    return;
  }
  const isBlank = value === null || (typeof value === 'string' && cleanText(value) === '');
  if (value === null || (isBlank && field.required && !field.mayBeEmpty)) {
    if (field.required) throw badRequest(`${field.name} is required`);
    if (!field.nullable) throw badRequest(`${field.name} must not be empty`);
    if (!isStoreOwned(field)) parsed.values[field.name] = null;
    return;
  }
  if (field.kind.type === 'attachments') {
    parsed.attachments = parseAttachments(field, value);
    return;
  }
  const cell = parseCell(field, value, choices);
  if (cell === null && field.required) throw badRequest(`${field.name} is required`);
  parsed.values[field.name] = cell;
  if (field.kind.type === 'reference' && typeof cell === 'number') {
    parsed.references.push({ field: field.name, table: field.kind.table, id: cell });
  }
}

/**
 * Reads a written body by the entity's fields.
 *
 * @param mode `create` insists on required fields and fills in initial values; `update` takes only what is there.
 * @throws `V4Error` 400 naming the first field that does not fit; unknown fields are 901.
 */
export function parseBody(entity: Entity, body: unknown, mode: 'create' | 'update', choices: V4Choices): ParsedBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('the body must be an object');
  const written = new Map(Object.entries(body));
  const parsed: ParsedBody = { values: {}, references: [], attachments: [] };

  for (const field of entity.fields) {
    const name = written.has(field.name) || field.alias === undefined ? field.name : field.alias;
    if (field.alias !== undefined && name === field.name && written.has(field.alias)) {
      throw badRequest(`${field.name} is written twice, as ${field.alias} too`);
    }
    const present = written.has(name);
    const value = present && !field.readOnly ? (written.get(name) ?? null) : undefined;
    written.delete(name);
    if (present && field.readOnly && choices.readOnlyFields === 'refuse')
      throw dataError(`${field.name} cannot be written`);
    takeField(parsed, field, value, mode, choices);
  }
  const [unknown] = written.keys();
  if (unknown !== undefined && choices.unknownFields === 'refuse') {
    throw dataError(`unknown field ${cleanText(unknown).slice(0, 60)}`);
  }
  return parsed;
}
