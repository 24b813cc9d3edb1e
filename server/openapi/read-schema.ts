import { z } from 'zod';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity, Field } from '../v4/entity.ts';
import { DAY_FORM, HOUR_FORM, WALL_TIME_FORM } from '../v4/wall-clock.ts';

const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/)
  .meta({ format: 'date-time' });

function referenceOf(form: 'value' | 'description' | 'bare' | 'mail', choices: V4Choices): z.ZodType {
  switch (form) {
    case 'value':
      return z.strictObject({ id: z.int().min(1), value: z.string().nullable() }).nullable();
    case 'description':
      return z.strictObject({ id: z.int().min(-1), description: z.string().nullable() });
    case 'bare':
      return z.int().min(-1);
    case 'mail':
      return choices.emailNoReference === 'null' ? z.int().min(1).nullable() : z.int().min(-1);
  }
}

function textOf(maxLength: number | undefined): z.ZodString {
  return maxLength === undefined ? z.string() : z.string().max(maxLength);
}

/** A field as it reads, and whether its form has a null of its own. */
function readValue(field: Field, choices: V4Choices): z.ZodType {
  const { kind } = field;
  const orNull = (schema: z.ZodType) => (field.nullable ? schema.nullable() : schema);
  switch (kind.type) {
    case 'text':
      return orNull(textOf(kind.maxLength));
    case 'integer': {
      const low = kind.min === undefined ? z.int() : z.int().min(kind.min);
      return orNull(kind.max === undefined ? low : low.max(kind.max));
    }
    case 'number':
      return orNull(z.number());
    case 'boolean':
      return orNull(z.boolean());
    case 'dateTime':
      return orNull(moment);
    case 'day':
      return orNull(z.string().regex(DAY_FORM));
    case 'hour':
      return orNull(z.string().regex(HOUR_FORM));
    case 'wallTime': {
      const time = z.string().regex(WALL_TIME_FORM);
      return choices.callNoDate === 'null' ? orNull(time) : time.describe('The first day of the year 1 for none');
    }
    case 'mailDate':
      return z
        .strictObject({ time: moment, timeStamp: z.int().describe('Unix seconds'), timeZone: z.literal('UTC') })
        .nullable();
    case 'label':
      return z
        .strictObject({ id: z.int().min(0), value: z.enum(kind.labels as [string, ...string[]]).nullable() })
        .nullable();
    case 'reference':
      return referenceOf(kind.form, choices);
    case 'addresses':
      if (choices.emailToAs === 'array') return z.array(z.string());
      return orNull(textOf(choices.longEmailTo === 'keep' ? undefined : kind.maxLength));
    case 'attachments':
      return z.array(z.strictObject({ id: z.int().min(1), name: z.string() }));
    case 'link':
      return z.string().nullable().describe('Address of the bytes; null until they have arrived');
    case 'nothing':
      return z.null();
  }
}

/** A record as the server answers it under these switches: every field, in the order of the table, and no other. */
export function toReadSchema(entity: Entity, choices: V4Choices): z.ZodType {
  const shown = entity.fields.filter(({ writeOnly }) => !writeOnly);
  const shape = shown.map((field): [string, z.ZodType] => {
    const value = readValue(field, choices);
    const words = [field.description, value.description].filter(Boolean).join('. ');
    return [field.name, value.meta({ description: words, ...(field.readOnly ? { readOnly: true } : {}) })];
  });
  return z.strictObject(Object.fromEntries(shape));
}
