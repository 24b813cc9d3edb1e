import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import type { Content } from './described-route.ts';
import { toExampleBody } from './example-body.ts';
import { toReadSchema } from './read-schema.ts';
import { toWrittenSchema } from './written-schema.ts';

/** `documents/folders` → `DocumentsFolders`. */
export function toTypeName(resource: string): string {
  return resource
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

export const recordOf = (entity: Entity, choices: V4Choices): Content => ({
  name: `${toTypeName(entity.resource)}Record`,
  schema: toReadSchema(entity, choices),
});

export const createBodyOf = (entity: Entity, choices: V4Choices): Content => ({
  name: `${toTypeName(entity.resource)}Create`,
  schema: toWrittenSchema(entity, 'create', choices),
  example: toExampleBody(entity, 'create'),
});

export const updateBodyOf = (entity: Entity, choices: V4Choices): Content => ({
  name: `${toTypeName(entity.resource)}Update`,
  schema: toWrittenSchema(entity, 'update', choices),
  example: toExampleBody(entity, 'update'),
});
