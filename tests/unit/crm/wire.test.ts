import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { accountSchema, accountsSchema } from '../../../utils/crm/wire/account.ts';
import { contactSchema, contactsSchema } from '../../../utils/crm/wire/contact.ts';
import { createdDocumentSchema, newDocumentSchema } from '../../../utils/crm/wire/document.ts';
import { createdEmailSchema, emailSchema, emailsSchema, newEmailSchema } from '../../../utils/crm/wire/email.ts';
import { entitySchemaSchema } from '../../../utils/crm/wire/entity-schema.ts';
import { parseErrorBody } from '../../../utils/crm/wire/error-body.ts';
import { idSchema, refSchema, timeSchema } from '../../../utils/crm/wire/lenient.ts';
import { loginAnswerSchema, loginRequestSchema } from '../../../utils/crm/wire/login.ts';
import { resourcesSchema } from '../../../utils/crm/wire/resources.ts';
import { userSchema, usersSchema } from '../../../utils/crm/wire/user.ts';

describe('an object that cannot be compared', () => {
  const odd = JSON.parse('{"length":{"toString":1}}');

  it('costs the row it stands in, and not the list', () => {
    expect(contactsSchema.parse([{ id: odd }, { id: 7 }])).toMatchObject({ rows: [{ id: 7 }], received: 2 });
  });
});

describe('an id', () => {
  it.each([
    [15, 15],
    ['15', 15],
    [' 15 ', 15],
    [0, 0],
  ])('is read from %j', (value, expected) => expect(idSchema.parse(value)).toBe(expected));

  it.each([-1, 1.5, '', 'x', '-1', '1e3', null, undefined, true, [1], {}, Number.NaN, 1e300, '99999999999999999999'])(
    'is not read from %j',
    (value) => expect(idSchema.safeParse(value).success).toBe(false),
  );
});

describe('a reference', () => {
  it.each([
    [{ id: 7, value: 'x' }, 7],
    [{ id: '7', value: '' }, 7],
    [{ id: 7, description: 'x' }, 7],
    [7, 7],
    ['7', 7],
    [{ id: -1, description: ' ' }, null],
    [{ id: null }, null],
    [{}, null],
    [-1, null],
    [null, null],
    [undefined, null],
    ['', null],
    [[], null],
  ])('of the form %j is %j', (value, expected) => expect(refSchema.parse(value)).toBe(expected));
});

describe('a time', () => {
  it.each([
    ['2024-05-09T10:15:00Z', '2024-05-09T10:15:00.000Z'],
    ['2024-05-09T10:15:54.23Z', '2024-05-09T10:15:54.230Z'],
    ['2024-05-09T10:15:34.4Z', '2024-05-09T10:15:34.400Z'],
    ['2024-05-09T12:15:00+02:00', '2024-05-09T10:15:00.000Z'],
    ['2024-05-09T10:15:00', '2024-05-09T10:15:00.000Z'],
    ['2024-05-09 10:15:00', '2024-05-09T10:15:00.000Z'],
    [{ time: '2024-05-09T10:15:00Z', timeStamp: 1, timeZone: 'UTC' }, '2024-05-09T10:15:00.000Z'],
    [{ time: null, timeStamp: 1715249700 }, '2024-05-09T10:15:00.000Z'],
    [1715249700, '2024-05-09T10:15:00.000Z'],
    [null, null],
    ['', null],
    ['09/05/24', null],
    ['2024-13-45T99:99:99Z', null],
    ['+012024-05-09T10:15:00Z', null],
    [1e300, null],
    [-5, null],
    [{ time: { time: {} } }, null],
  ])('of the form %j is %j', (value, expected) => expect(timeSchema.parse(value)).toBe(expected));

  it('survives any nesting', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = { time: deep };
    expect(timeSchema.parse(deep)).toBeNull();
  });
});

describe('an e-mail as it is listed', () => {
  const wire = {
    id: 5512,
    subject: 'Price list',
    body: 'Hello Omar',
    emailFrom: 'nora@example.com',
    emailTo: 'omar@acme.example.com',
    type: 0,
    date: { time: '2024-05-09T10:15:00Z', timeStamp: 1715249700, timeZone: 'UTC' },
    accountId: 3101,
    contactId: -1,
    salesRepId: null,
    extId: 'tandem:a',
    attachments: [{ id: 9, name: 'prices.pdf' }],
    dateCreated: '2024-05-09T10:16:00.4Z',
    dateUpdated: null,
    dateDeleted: null,
    deleted: false,
    unheardOf: { of: true },
  };
  const read = {
    id: 5512,
    subject: 'Price list',
    body: 'Hello Omar',
    emailFrom: 'nora@example.com',
    emailTo: ['omar@acme.example.com'],
    type: 0,
    date: '2024-05-09T10:15:00.000Z',
    accountId: 3101,
    contactId: null,
    salesRepId: null,
    extId: 'tandem:a',
    dateCreated: '2024-05-09T10:16:00.400Z',
    dateUpdated: null,
    dateDeleted: null,
    deleted: false,
  };

  it.each([
    ['the list example', wire, read],
    [
      'recipients in a list',
      { ...wire, emailTo: ['a@example.com', 'b@example.com'] },
      { ...read, emailTo: ['a@example.com', 'b@example.com'] },
    ],
    ['references as objects', { ...wire, accountId: { id: 3101, value: 'Acme' }, contactId: { id: -1 } }, read],
    ['a date in ISO', { ...wire, date: '2024-05-09T12:15:00+02:00' }, read],
    ['the schema page’s names of times', { ...wire, dateCreated: undefined, date_created: wire.dateCreated }, read],
    ['an id in a string', { ...wire, id: '5512' }, read],
  ])('is read from %s', (_, value, expected) => expect(emailSchema.parse(value)).toEqual(expected));

  it('needs nothing but its id', () => {
    expect(emailSchema.parse({ id: 1 })).toMatchObject({ id: 1, emailTo: [], extId: null, deleted: false });
  });
});

it('reads a user, a company and a contact of v4’s examples', () => {
  const audit = { dateCreated: '2024-02-01T09:30:11.4Z', dateUpdated: null, dateDeleted: null, deleted: false };
  expect(
    userSchema.parse({
      id: 77,
      name: 'Nora',
      lastName: 'Lind',
      email: 'n@example.com',
      isActive: true,
      managerId: { id: -1, description: ' ' },
      ...audit,
    }),
  ).toMatchObject({ id: 77, name: 'Nora', lastName: 'Lind', email: 'n@example.com', isActive: true });
  expect(
    accountSchema.parse({ id: 3101, name: 'Birch', email: null, website: 'birch.example', ...audit }),
  ).toMatchObject({
    name: 'Birch',
    email: null,
    website: 'birch.example',
    dateCreated: '2024-02-01T09:30:11.400Z',
  });
  expect(
    contactSchema.parse({ id: 8802, firstName: 'Omar', lastName: null, accountId: { id: 3101, value: '' }, ...audit }),
  ).toMatchObject({
    accountId: 3101,
    firstName: 'Omar',
    lastName: null,
    email3: null,
  });
});

describe('what is written', () => {
  const email = {
    subject: 's',
    body: 'b',
    emailFrom: 'a@example.com',
    emailTo: ['b@example.com'],
    type: 0,
    date: '2026-11-23T10:15:00+00:00',
    accountId: 1,
    extId: 'k',
  };

  it.each([
    ['an unknown field', { cc: 'x' }],
    ['a time without offset', { date: '2026-11-23T10:15:00Z' }],
    ['recipients as text', { emailTo: 'b@example.com' }],
    ['no company', { accountId: 0 }],
    ['another type', { type: 2 }],
    ['an empty key', { extId: '' }],
  ])('is strict with an e-mail: %s', (_, overrides) => {
    expect(newEmailSchema.safeParse(email).success).toBe(true);
    expect(newEmailSchema.safeParse({ ...email, ...overrides }).success).toBe(false);
  });

  it.each([{ folderId: 0 }, { level: 9 }, { name: '' }, { size: 3 }])('is strict with a document: %j', (overrides) => {
    const document = { folderId: -1, name: 'a.pdf', level: 2 };
    expect(newDocumentSchema.safeParse(document).success).toBe(true);
    expect(newDocumentSchema.safeParse({ ...document, ...overrides }).success).toBe(false);
  });
});

describe('anything a server may send', () => {
  const schemas: Record<string, z.ZodType> = {
    accountsSchema,
    contactsSchema,
    usersSchema,
    emailsSchema,
    createdEmailSchema,
    createdDocumentSchema,
    entitySchemaSchema,
    resourcesSchema,
    loginAnswerSchema,
    loginRequestSchema,
    newEmailSchema,
    newDocumentSchema,
  };
  /** What JSON can hold, with the names the schemas look for, so that it gets past the first check. */
  const names = fc.constantFrom(
    'id',
    'name',
    'email',
    'emailTo',
    'accountId',
    'date',
    'token',
    'properties',
    'end_point',
  );
  const hostile = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.constantFrom(-1, 0, '7', 'x'.repeat(200_000), '\ud800', 1e308),
      fc.dictionary(fc.oneof(names, fc.string(), fc.constant('__proto__')), tie('value'), {
        maxKeys: 6,
        noNullPrototype: true,
      }),
      fc.array(tie('value'), { maxLength: 6 }),
    ),
  })).value;

  it.each(Object.entries(schemas))('is read or refused by %s, and never throws', (_, schema) => {
    fc.assert(
      fc.property(hostile, (value) => {
        const parsed = schema.safeParse(value);
        expect(typeof parsed.success).toBe('boolean');
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      }),
      { numRuns: 300 },
    );
  });

  it('gives rows with whole ids only', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 10 }), (rows) => {
        const parsed = contactsSchema.safeParse(rows);
        for (const row of parsed.data?.rows ?? []) {
          expect(Number.isSafeInteger(row.id)).toBe(true);
          expect(row.accountId === null || Number.isSafeInteger(row.accountId)).toBe(true);
        }
      }),
    );
  });

  it('gives short words of one line from any error body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 3000 }),
          fc.json(),
          hostile.map((value) => JSON.stringify(value)),
        ),
        (body) => {
          const { code, detail } = parseErrorBody(body ?? '');
          expect(code === undefined || Number.isFinite(code)).toBe(true);
          expect(detail.length).toBeLessThanOrEqual(500);
          expect(detail).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(detail.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  it('is refused as a list of more rows than any page', () => {
    expect(contactsSchema.safeParse(Array(20_001).fill({ id: 1 })).success).toBe(false);
  });
});
