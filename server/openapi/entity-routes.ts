import { z } from 'zod';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { schemaDocumentSchema } from './common-schemas.ts';
import type { Content, DescribedRoute } from './described-route.ts';
import { createBodyOf, recordOf, toTypeName, updateBodyOf } from './entity-schemas.ts';
import { idParameter, langParameter, listParameters } from './parameters.ts';

/** Answer to a write: words under the key of this tenant, and what more there is. */
export function writeAnswer(choices: V4Choices, words: string, more: z.ZodRawShape = {}): z.ZodType {
  return z.strictObject({ [choices.messageKey]: z.literal(words), ...more });
}

/** Answer to a new document: where its bytes go. */
export const documentAnswer = (choices: V4Choices): Content => ({
  name: 'NewDocument',
  schema: z.strictObject({
    id: choices.documentIdAs === 'string' ? z.string().regex(/^\d+$/) : z.int(),
    locator: z.string().describe('Address the bytes are PUT to, without the session key, within seven days'),
  }),
});

/** Resources whose writes answer the whole record. */
const answersRecord = { create: ['calls', 'hooks'], update: ['hooks'] };

function createAnswer(entity: Entity, choices: V4Choices): Content {
  if (answersRecord.create.includes(entity.resource)) return recordOf(entity, choices);
  if (entity.resource === 'documents') return documentAnswer(choices);
  const id = z.int().min(1);
  if (entity.resource !== 'emails' || !choices.emailUploads)
    return { schema: writeAnswer(choices, 'entity created', { id }) };
  const locator = z.string().describe('Address the bytes are PUT to, without the session key, within seven days');
  const offers = z.array(z.strictObject({ id, name: z.string(), locator })).optional();
  return { schema: writeAnswer(choices, 'entity created', { id, attachments: offers }) };
}

function updateAnswer(entity: Entity, choices: V4Choices): Content {
  if (answersRecord.update.includes(entity.resource)) return recordOf(entity, choices);
  return { schema: writeAnswer(choices, 'entity updated') };
}

/** The routes every entity has, as far as its operations go. One inside another resource has no route for a single record. */
export function describeEntity(entity: Entity, choices: V4Choices): DescribedRoute[] {
  const { resource, operations, description } = entity;
  const base = `/api/v4/${resource}`;
  const type = toTypeName(resource);
  const record = recordOf(entity, choices);
  const single = !resource.includes('/');
  const routes: (DescribedRoute | false)[] = [
    operations.read && {
      method: 'get',
      path: base,
      id: `list${type}`,
      tag: resource,
      summary: `${description}: list`,
      description: choices.deletedInLists ? 'Deleted records are among them, with `deleted` true.' : '',
      parameters: listParameters(entity, choices),
      answer: { description: 'One page of records', content: { ...record, list: true } },
    },
    operations.create && {
      method: 'post',
      path: base,
      id: `create${type}`,
      tag: resource,
      summary: `${description}: create`,
      body: createBodyOf(entity, choices),
      answer: { description: 'Created', content: createAnswer(entity, choices) },
    },
    {
      method: 'get',
      path: `${base}/schema`,
      id: `describe${type}`,
      tag: resource,
      summary: `${description}: fields of this tenant`,
      answer: { description: 'Each field by its name', content: { name: 'Schema', schema: schemaDocumentSchema } },
    },
    single &&
      operations.read && {
        method: 'get',
        path: `${base}/{id}`,
        id: `get${type}`,
        tag: resource,
        summary: `${description}: one record`,
        parameters: [idParameter, langParameter],
        answer: { description: 'The record, also when it is deleted', content: record },
      },
    single &&
      operations.update && {
        method: 'put',
        path: `${base}/{id}`,
        id: `update${type}`,
        tag: resource,
        summary: `${description}: change the fields in the body`,
        parameters: [idParameter],
        body: updateBodyOf(entity, choices),
        answer: { description: 'Changed', content: updateAnswer(entity, choices) },
      },
    single &&
      operations.delete && {
        method: 'delete',
        path: `${base}/{id}`,
        id: `delete${type}`,
        tag: resource,
        summary: `${description}: mark as deleted`,
        parameters: [idParameter],
        answer: {
          description: 'Deleted',
          content: { schema: writeAnswer(choices, resource === 'calls' ? 'Call deleted' : 'entity deleted') },
        },
      },
  ];
  return routes.filter((route) => route !== false);
}
