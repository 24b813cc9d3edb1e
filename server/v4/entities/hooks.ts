import type { Entity } from '../entity.ts';
import { boolean, dateTime, id, integer, special, text } from '../field-builders.ts';

/** What a webhook may tell of. There are none for e-mails, calls and documents. */
export const HOOK_ENTITIES = ['account', 'contact', 'opportunity', 'activity', 'calendar', 'salesorder'] as const;
export const HOOK_ACTIONS = ['insert', 'update', 'delete'] as const;

/** Longest address of a receiver. */
export const MAX_HOOK_URL = 2_000;

const readOnly = { readOnly: true };

/** Webhooks. Their fields are spelled with underscores, unlike those of all other resources. */
export const hooks: Entity = {
  resource: 'hooks',
  table: 'hooks',
  description: 'Webhooks',
  operations: { create: true, read: true, update: true, delete: true },
  fields: [
    id(),
    text('name', 255, { required: true, nullable: false }),
    special(
      'action',
      { type: 'text', oneOf: HOOK_ACTIONS },
      { required: true, nullable: false, description: `Action, one of ${HOOK_ACTIONS.join(' ')}` },
    ),
    special(
      'entity',
      { type: 'text', oneOf: HOOK_ENTITIES },
      { required: true, nullable: false, description: `Entity, one of ${HOOK_ENTITIES.join(' ')}` },
    ),
    text('url', MAX_HOOK_URL, { required: true, nullable: false }),
    integer('version', { min: 4, max: 4, nullable: false, initial: 4 }),
    text('secret_key', undefined, { ...readOnly, nullable: false, description: 'Secret key' }),
    boolean('deleted', { ...readOnly, nullable: false }),
    ...['user_created', 'user_updated', 'user_deleted'].map((name) =>
      integer(name, { ...readOnly, description: describe(name) }),
    ),
    dateTime('date_created', { ...readOnly, nullable: false, description: describe('date_created') }),
    ...['date_updated', 'date_deleted'].map((name) => dateTime(name, { ...readOnly, description: describe(name) })),
  ],
};

function describe(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
