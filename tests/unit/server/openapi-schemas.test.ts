import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toExampleBody } from '../../../server/openapi/example-body.ts';
import { toReadSchema } from '../../../server/openapi/read-schema.ts';
import { toWrittenSchema } from '../../../server/openapi/written-schema.ts';
import { defaultChoices, type V4Choices } from '../../../server/v4/choices.ts';
import { createEntities } from '../../../server/v4/entities.ts';
import { parseBody } from '../../../server/v4/parse-body.ts';
import { V4Error } from '../../../server/v4/v4-error.ts';
import { anyWrittenBody } from './any-written-body.ts';
import { connect, fakeEmail, startTestServer, type TestClient } from './support.ts';

/** The switches that change what may be written or how it reads, each set both ways at least once. */
const settings: [name: string, choices: Partial<V4Choices>][] = [
  ['as they come', {}],
  ['forgiving', { unknownFields: 'ignore', longBody: 'cut', longEmailTo: 'cut', calendarReminders: 'any' }],
  [
    'strict',
    { readOnlyFields: 'refuse', longEmailTo: 'keep', activityExtId: 'read-only', calendarRequired: 'minimum' },
  ],
  [
    'bare',
    { readOnlyFields: 'refuse', unknownFields: 'ignore', customEmailFields: false, customCalendarFields: false },
  ],
];

const modes = ['create', 'update'] as const;

describe.each(settings)('written bodies, switches %s', (_, more) => {
  const choices = { ...defaultChoices, ...more };
  const entities = [...createEntities(choices).values()];

  it('fit their schema exactly when the server takes them', () => {
    const cases = entities.flatMap((entity) =>
      modes.map((mode) => ({ entity, mode, schema: toWrittenSchema(entity, mode, choices) })),
    );
    const written = fc
      .constantFrom(...cases)
      .chain((one) => anyWrittenBody(one.entity, one.mode).map((body) => ({ ...one, body })));
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(written, ({ entity, mode, schema, body }) => {
        const refusal = refusalOf(() => parseBody(entity, body, mode, choices));
        const { success, error } = schema.safeParse(body);
        const told = { resource: entity.resource, refusal, issues: error?.issues };
        expect({ ...told, taken: success }).toEqual({ ...told, taken: refusal === undefined });
        seen[success ? 'taken' : 'refused'] += 1;
      }),
      { numRuns: 1_500 },
    );
    // A generator that makes only one kind of body would prove nothing.
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(150);
  });

  it.each(modes)('of the examples fit: %s', (mode) => {
    for (const entity of entities.filter(({ operations }) => operations[mode])) {
      const issues = toWrittenSchema(entity, mode, choices).safeParse(toExampleBody(entity, mode)).error?.issues;
      expect([entity.resource, issues]).toEqual([entity.resource, undefined]);
    }
  });
});

function refusalOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof V4Error) return error.message;
    throw error;
  }
}

it('hold bodies that are no objects to be none', () => {
  for (const entity of createEntities(defaultChoices).values()) {
    const schema = toWrittenSchema(entity, 'update', defaultChoices);
    for (const body of [null, [], 'x', 1, true]) expect(schema.safeParse(body).success).toBe(false);
  }
});

const readings: [name: string, choices: Partial<V4Choices>][] = [
  ['as they come', {}],
  ['otherwise', { emailToAs: 'array', emailNoReference: 'minus-one', callNoDate: 'null', calendarCity: 'readable' }],
];

describe.each(readings)('records that are read, switches %s', (_, more) => {
  const choices = { ...defaultChoices, ...more };
  let client: TestClient;
  beforeAll(async () => {
    client = await connect(await startTestServer({ choices }, 'file'));
    await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'a.txt' }] }));
    await client.call('POST', '/emails', fakeEmail({ accountId: undefined, contactId: undefined, salesRepId: null }));
    await client.call('POST', '/accounts/1/documents', { name: 'prices.pdf' });
    await client.call('DELETE', '/contacts/2');
    for (const entity of createEntities(choices).values()) {
      if (!entity.operations.create) continue;
      await client.call('POST', `/${entity.resource}`, toExampleBody(entity, 'create'));
    }
  });

  it('fit their schema, each of every resource', async () => {
    for (const entity of createEntities(choices).values()) {
      const { status, body } = await client.get(`/${entity.resource}`, { Count: '1000' });
      expect([entity.resource, status]).toEqual([entity.resource, 200]);
      const schema = toReadSchema(entity, choices);
      for (const record of body) {
        expect([entity.resource, schema.safeParse(record).error?.issues]).toEqual([entity.resource, undefined]);
        expect(Object.keys(record)).toEqual(
          entity.fields.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name),
        );
      }
      if (entity.operations.create) expect([entity.resource, body.length]).not.toEqual([entity.resource, 0]);
    }
  });

  it('would not fit with a field more, one less, or a text for a number', async () => {
    const entity = createEntities(choices).get('accounts');
    if (!entity) throw new Error('there are no accounts');
    const [record] = (await client.get('/accounts')).body;
    const { name: _name, ...less } = record;
    for (const wrong of [{ ...record, more: 1 }, less, { ...record, id: '1' }, { ...record, dateCreated: 'today' }]) {
      expect(toReadSchema(entity, choices).safeParse(wrong).success).toBe(false);
    }
  });
});
