import type { V4Choices } from './choices.ts';
import type { Entity, Field } from './entity.ts';

interface Property {
  description: string;
  readOnly: boolean;
  type: string | string[];
  format?: string;
  maxLength?: number;
  table?: string;
  properties?: Record<string, { type: string }>;
  required?: string[];
}

/** JSON type of a field as read. */
function jsonType(field: Field): Pick<Property, 'type'> & Partial<Property> {
  const orNull = (type: string) => (field.nullable ? [type, 'null'] : [type]);
  const { kind } = field;
  switch (kind.type) {
    case 'text':
      return { type: orNull('string'), ...(kind.maxLength === undefined ? {} : { maxLength: kind.maxLength }) };
    case 'addresses':
      return { type: orNull('string'), maxLength: kind.maxLength };
    case 'integer':
      return { type: orNull('integer') };
    case 'number':
      return { type: orNull('number') };
    case 'boolean':
      return { type: orNull('boolean') };
    case 'day':
    case 'hour':
    case 'wallTime':
      return { type: orNull('string') };
    case 'dateTime':
      return { type: orNull('string'), format: 'date-time' };
    case 'mailDate':
      return { type: ['object', 'null'], format: 'date-time' };
    case 'link':
      return { type: ['string', 'null'] };
    case 'attachments':
    case 'nothing':
      return { type: ['array', 'null'] };
    case 'label':
      return {
        type: ['object', 'null'],
        properties: { id: { type: 'integer' }, value: { type: 'string' } },
        required: ['id'],
      };
    case 'reference': {
      if (kind.form === 'bare' || kind.form === 'mail') return { type: ['integer', 'null'], table: kind.table };
      const label = kind.form === 'value' ? 'value' : 'description';
      return {
        type: ['object', 'null'],
        table: kind.table,
        properties: { id: { type: 'integer' }, [label]: { type: 'string' } },
        required: ['id'],
      };
    }
  }
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `GET /{resource}/schema`. E-mails spell their audit fields with underscores there, though their data does not. */
export function toSchemaDocument(entity: Entity, choices: V4Choices): { properties: Record<string, Property> } {
  const snakeAudit = entity.resource === 'emails' && choices.emailSchemaAuditNames === 'snake';
  const properties = entity.fields.map((field): [string, Property] => {
    const audit = /^(date|deleted$|salesRepId)(Created|Updated|Deleted|)$/.test(field.name) && field.readOnly;
    return [
      snakeAudit && audit ? snake(field.name) : (field.schemaName ?? field.name),
      { description: field.description, readOnly: field.readOnly, ...jsonType(field) },
    ];
  });
  return { properties: Object.fromEntries(properties) };
}
