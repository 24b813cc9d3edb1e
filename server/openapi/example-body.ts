import type { Entity, Field } from '../v4/entity.ts';
import type { WriteMode } from './written-schema.ts';

/** Texts that look like what the field holds; all others hold its description. */
const texts: Record<string, string> = {
  name: 'Birch Tools AB',
  firstName: 'Omar',
  lastName: 'Haddad',
  emailFrom: 'nora.lind@northside.example',
  subject: 'Price list',
  body: 'Hello Omar, here is the list.',
  reference: 'Spring order',
  descriptionEN: 'Meeting',
  phone: '+46 555 020',
  action: 'update',
  entity: 'calendar',
  url: 'https://hooks.example.com/tandem',
};

function exampleValue(field: Field): unknown {
  const { kind } = field;
  switch (kind.type) {
    case 'text':
      return (kind.oneOf?.[0] ?? texts[field.name] ?? field.description).slice(0, kind.maxLength);
    case 'integer':
      if (kind.oneOf) return kind.oneOf[0];
      return Math.min(Math.max(1, kind.min ?? 1), kind.max ?? 1);
    case 'number':
      return 12_500.5;
    case 'boolean':
      return true;
    case 'dateTime':
      return '2026-05-09 10:15:00';
    case 'day':
      return '26/05/09';
    case 'hour':
      return '09:30';
    case 'wallTime':
      return '2026/05/09 10:15:00';
    case 'mailDate':
      return '2026-05-09T12:15:00+02:00';
    case 'reference':
      return 1;
    case 'label':
      return 0;
    case 'addresses':
      return ['omar.haddad@birch.example'];
    case 'attachments':
      return [{ name: 'prices.pdf', size: 48_211 }];
    case 'link':
    case 'nothing':
      return null;
  }
}

/** A body the server takes as far as its shape goes: what a create must hold, or one field of an update. */
export function toExampleBody(entity: Entity, mode: WriteMode): Record<string, unknown> {
  const writable = entity.fields.filter((field) => !field.readOnly);
  const required = writable.filter((field) => field.required);
  const shown = mode === 'create' && required.length > 0 ? required : writable.slice(0, 1);
  return Object.fromEntries(shown.map((field) => [field.name, exampleValue(field)]));
}
