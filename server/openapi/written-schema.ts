import { z } from 'zod';
import type { V4Choices } from '../v4/choices.ts';
import { cleanText } from '../v4/clean-text.ts';
import { DATE_FORM, parseDate } from '../v4/dates.ts';
import type { Entity, Field } from '../v4/entity.ts';
import { ADDRESS_FORM, ID_AS_TEXT, MAX_ADDRESSES, MAX_ATTACHMENTS } from '../v4/parse-body.ts';
import { DAY_FORM, HOUR_FORM, parseDay, parseWallTime, WALL_TIME_FORM } from '../v4/wall-clock.ts';

export type WriteMode = 'create' | 'update';

const MAX_INTEGER = 2_147_483_647;

/** Lengths count UTF-16 units, and what the store would drop is dropped before they are counted. */
function textOf(maxLength: number | undefined, mayBeEmpty: boolean): z.ZodType {
  let schema = z.string().overwrite(cleanText);
  if (!mayBeEmpty) schema = schema.min(1);
  if (maxLength === undefined) return schema;
  return schema
    .refine((text) => text.length <= maxLength, `is longer than ${maxLength} characters`)
    .meta({ maxLength });
}

const moment = z
  .string()
  .refine((text) => parseDate(text) !== undefined, 'is not a date')
  .meta({ pattern: DATE_FORM.source, examples: ['2026-05-09 10:15:00', '2026-05-09T12:15:00+02:00'] });

const day = z
  .string()
  .refine((text) => parseDay(text) !== undefined, 'is not a day')
  .meta({ pattern: DAY_FORM.source, examples: ['26/05/09'] });

const hour = z
  .string()
  .regex(HOUR_FORM)
  .meta({ examples: ['09:30'] });

const wallTime = z
  .string()
  .refine((text) => parseWallTime(text) !== undefined, 'is not a time')
  .meta({ pattern: WALL_TIME_FORM.source, examples: ['2026/05/09 10:15:00'] });

/** One of a few values where the field has such a list. */
function oneOf(schema: z.ZodType, known: readonly unknown[] | undefined): z.ZodType {
  return known === undefined ? schema : schema.refine((value) => known.includes(value)).meta({ enum: [...known] });
}

function referenceOf(required: boolean): z.ZodType {
  const id = z.int().min(1).max(MAX_INTEGER);
  if (required) return z.union([id, z.string().regex(/^[1-9]\d{0,8}$/)]);
  return z.union([id, z.literal(-1).describe('none'), z.string().regex(ID_AS_TEXT)]);
}

function addressesOf(maxLength: number, choice: V4Choices['longEmailTo']): z.ZodType {
  const address = z
    .string()
    .overwrite((text) => cleanText(text).trim())
    .regex(ADDRESS_FORM)
    .meta({ examples: ['omar.haddad@birch.example'] });
  const all = z.union([address, z.array(address).min(1).max(MAX_ADDRESSES)]);
  if (choice !== 'refuse') return all;
  return all
    .refine((value) => [value].flat().join(',').length <= maxLength, `is longer than ${maxLength} characters`)
    .describe(`At most ${maxLength} characters, all addresses together and joined by commas`);
}

const attachments = z
  .array(z.looseObject({ name: z.string().min(1), size: z.int().min(0).nullable().optional().describe('Bytes') }))
  .max(MAX_ATTACHMENTS);

/** What may be written into a field that is not null. */
function writableValue(field: Field, choices: V4Choices): z.ZodType {
  const { kind } = field;
  switch (kind.type) {
    case 'text': {
      const cut = field.name === 'body' && choices.longBody === 'cut';
      return oneOf(textOf(cut ? undefined : kind.maxLength, !field.required || field.mayBeEmpty), kind.oneOf);
    }
    case 'integer': {
      const whole = z
        .int()
        .min(kind.min ?? -MAX_INTEGER - 1)
        .max(kind.max ?? MAX_INTEGER);
      return oneOf(whole, kind.oneOf);
    }
    case 'day':
      return day;
    case 'hour':
      return hour;
    case 'wallTime':
      return wallTime;
    case 'label':
      return z
        .int()
        .min(0)
        .max(kind.labels.length - 1)
        .describe(kind.labels.map((label, index) => `${index}: ${label}`).join(', '));
    case 'number':
      return z.number();
    case 'boolean':
      return z.boolean();
    case 'dateTime':
    case 'mailDate':
      return moment;
    case 'reference':
      return referenceOf(field.required);
    case 'addresses':
      return addressesOf(kind.maxLength, choices.longEmailTo);
    case 'attachments':
      return attachments;
    case 'link':
    case 'nothing':
      return z.unknown();
  }
}

function writtenField(field: Field, choices: V4Choices): z.ZodType {
  if (field.readOnly) {
    const ignored = choices.readOnlyFields === 'ignore' ? z.unknown() : z.never();
    return ignored.meta({ description: field.description, readOnly: true });
  }
  const value = writableValue(field, choices);
  const whole = field.nullable && !field.required ? value.nullable() : value;
  const words = [field.description, value.description].filter(Boolean).join('. ');
  return whole.meta({ description: words });
}

/**
 * The body of a create or an update as the server takes it under these switches: what it refuses for its shape this schema
 * refuses, and nothing else. Whether referenced records exist is not a matter of shape.
 */
export function toWrittenSchema(entity: Entity, mode: WriteMode, choices: V4Choices): z.ZodType {
  const shape: Record<string, z.ZodType> = {};
  const twoNames: [string, string][] = [];
  for (const field of entity.fields) {
    const value = writtenField(field, choices);
    const mustBeThere = mode === 'create' && field.required && !field.readOnly && field.alias === undefined;
    shape[field.name] = mustBeThere ? value : value.optional();
    if (field.alias === undefined) continue;
    shape[field.alias] = value.optional();
    twoNames.push([field.name, field.alias]);
  }
  const body = choices.unknownFields === 'refuse' ? z.strictObject(shape) : z.looseObject(shape);
  if (twoNames.length === 0) return body;
  return body
    .refine((written) => !twoNames.some(([name, alias]) => name in written && alias in written), 'is written twice')
    .meta({ allOf: twoNames.map((required) => ({ not: { required } })) });
}
