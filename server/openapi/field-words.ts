import type { V4Choices } from '../v4/choices.ts';
import type { Field } from '../v4/entity.ts';

export interface FieldWords {
  /** How it reads. */
  reads: string;
  /** How it is written; undefined when it cannot be. */
  writes?: string;
  /** Whether it must be in a create, may be null, and how long it may be. */
  notes: string[];
}

const moment = 'ISO 8601, or yyyy-MM-dd HH:mm:ss in UTC';

function referenceForm(form: 'value' | 'description' | 'bare' | 'mail', choices: V4Choices): string {
  if (form === 'value') return '{ id, value }';
  if (form === 'description') return '{ id, description }, id -1 for none';
  return form === 'mail' && choices.emailNoReference === 'null' ? 'id' : 'id, -1 for none';
}

/** How a field reads and how it is written, before it is asked whether it can be. */
function formsOf(field: Field, choices: V4Choices): [reads: string, writes: string] {
  const { kind } = field;
  switch (kind.type) {
    case 'text':
      return ['text', 'text'];
    case 'integer':
      return ['whole number', 'whole number'];
    case 'number':
      return ['number', 'number'];
    case 'boolean':
      return ['true or false', 'true or false'];
    case 'dateTime':
      return ['ISO 8601, UTC', moment];
    case 'day':
      return ['yy/MM/dd', 'yy/MM/dd'];
    case 'hour':
      return ['HH:mm', 'HH:mm'];
    case 'wallTime':
      return ['yyyy/MM/dd HH:mm:ss', 'yyyy/MM/dd HH:mm:ss'];
    case 'mailDate':
      return ['{ time, timeStamp, timeZone }', 'ISO 8601 with offset'];
    case 'label':
      return ['{ id, value }', kind.labels.map((label, index) => `${index} ${label}`).join(', ')];
    case 'reference':
      return [referenceForm(kind.form, choices), `id in ${kind.table}`];
    case 'addresses':
      return [choices.emailToAs === 'string' ? 'addresses joined by commas' : 'list of addresses', 'list of addresses'];
    case 'attachments':
      return ['list of { id, name }', 'list of { name, size }'];
    case 'link':
      return ['address of the bytes', ''];
    case 'nothing':
      return ['always null', ''];
  }
}

/** A field in words, for people. */
export function toFieldWords(field: Field, choices: V4Choices): FieldWords {
  const { kind } = field;
  const [reads, writes] = formsOf(field, choices);
  const range = kind.type === 'integer' && (kind.min !== undefined || kind.max !== undefined);
  const notes = [
    field.required && !field.readOnly && 'required to create',
    field.readOnly && 'read-only',
    field.nullable && !field.required && kind.type !== 'nothing' && 'may be null',
    'maxLength' in kind && kind.maxLength !== undefined && `at most ${kind.maxLength} characters`,
    range && `from ${kind.min ?? 'any'} to ${kind.max ?? 'any'}`,
    'oneOf' in kind && kind.oneOf !== undefined && `one of ${kind.oneOf.join(', ')}`,
    field.writeOnly && 'kept and not shown again',
    field.alias !== undefined && `also written ${field.alias}`,
  ];
  return { reads, ...(field.readOnly ? {} : { writes }), notes: notes.filter((note) => typeof note === 'string') };
}
