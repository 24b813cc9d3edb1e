import { z } from 'zod';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import type { DescribedRoute } from './described-route.ts';
import { recordOf } from './entity-schemas.ts';
import { toExampleBody } from './example-body.ts';
import { toWrittenSchema } from './written-schema.ts';

/** What calls can do beyond other entities. */
export function describeCalls(entities: ReadonlyMap<string, Entity>, choices: V4Choices): DescribedRoute[] {
  const calls = entities.get('calls');
  const accounts = entities.get('accounts');
  const contacts = entities.get('contacts');
  if (!calls || !accounts || !contacts) return [];
  const fields = calls.fields.filter(({ name }) => name !== 'salesRepId');
  const unowned = { ...calls, fields };
  const { salesRepId: _, ...example } = toExampleBody(calls, 'create');
  return [
    {
      method: 'get',
      path: '/api/v4/calls/phone/{number}',
      id: 'findByPhone',
      tag: 'calls',
      summary: 'Companies and contacts with a telephone number',
      parameters: [
        {
          name: 'number',
          in: 'path',
          description: 'The number, written in any way',
          schema: z
            .string()
            .min(1)
            .meta({ examples: ['+46555020'] }),
        },
      ],
      answer: {
        description: 'Up to 50 of each',
        content: {
          schema: z.strictObject({
            accounts: z.array(recordOf(accounts, choices).schema),
            contacts: z.array(recordOf(contacts, choices).schema),
          }),
        },
      },
    },
    {
      method: 'post',
      path: '/api/v4/calls/identify',
      id: 'identifyCall',
      tag: 'calls',
      summary: 'Calls: create, the user named by address or number',
      body: {
        name: 'CallsIdentify',
        schema: (toWrittenSchema(unowned, 'create', choices) as z.ZodObject).extend({
          userPhoneFM: z.string().min(1).describe('Address or telephone number of the user'),
        }),
        example: { ...example, userPhoneFM: 'nora.lind@northside.example' },
      },
      answer: { description: 'The call', content: recordOf(calls, choices) },
    },
  ];
}
