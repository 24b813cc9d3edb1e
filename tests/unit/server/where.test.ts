import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Expression, Literal } from '../../../server/v4/where/expression.ts';
import { MAX_WHERE_DEPTH, MAX_WHERE_LENGTH, parseWhere } from '../../../server/v4/where/parse-where.ts';
import { WhereError } from '../../../server/v4/where/where-error.ts';
import { connect, fakeContact, startTestServer, type TestClient } from './support.ts';

describe('the filter language', () => {
  const field = (name: string, text: string): Expression => ({
    kind: 'compare',
    field: name,
    operator: '=',
    literal: { kind: 'number', text },
  });

  it('binds AND closer than OR', () => {
    expect(parseWhere('a=1 or b=2 AND c=3')).toEqual({
      kind: 'or',
      operands: [field('a', '1'), { kind: 'and', operands: [field('b', '2'), field('c', '3')] }],
    });
  });

  it('lets parentheses group', () => {
    expect(parseWhere('(a=1 or b=2) and c=3')).toEqual({
      kind: 'and',
      operands: [{ kind: 'or', operands: [field('a', '1'), field('b', '2')] }, field('c', '3')],
    });
  });

  it.each<[string, Literal]>([
    ["x='it''s'", { kind: 'text', text: "it's" }],
    ['x="say ""hi"""', { kind: 'text', text: 'say "hi"' }],
    ['x=Madrid', { kind: 'text', text: 'Madrid' }],
    ['x=-12.5', { kind: 'number', text: '-12.5' }],
    ['x=TRUE', { kind: 'boolean', value: true }],
  ])('reads the literal of %s', (where, literal) => {
    expect(parseWhere(where)).toEqual({ kind: 'compare', field: 'x', operator: '=', literal });
  });

  it.each([
    [''],
    ['a'],
    ['a='],
    ['=1'],
    ['a=1 b=2'],
    ['a=1 and'],
    ['(a=1'],
    ['a=1)'],
    ["a='open"],
    ['a in ()'],
    ['a in (1'],
    ['a is 1'],
    ['a is not'],
    ['a not = 1'],
    ['a=1; drop table users'],
    ['a=1 -- comment'],
    ['a=1 /* x */'],
    ['a=1 union select 1'],
    ['a=(select 1)'],
    ['a=b()'],
    ['a=null'],
    ['and=1'],
    ['a = 1abc'],
    ['a.b.c=1'],
  ])('refuses %s', (where) => {
    expect(() => parseWhere(where)).toThrow(WhereError);
  });

  it('has limits of length, depth, conditions and list', () => {
    expect(() => parseWhere(`a='${'x'.repeat(MAX_WHERE_LENGTH)}'`)).toThrow(/longer/);
    const nested = (depth: number) => `${'('.repeat(depth)}a=1${')'.repeat(depth)}`;
    expect(() => parseWhere(nested(MAX_WHERE_DEPTH))).toThrow(/deeper/);
    expect(parseWhere(nested(MAX_WHERE_DEPTH - 1))).toEqual(field('a', '1'));
    expect(() => parseWhere(`${'not '.repeat(MAX_WHERE_DEPTH)}a=1`)).toThrow(/deeper/);
    expect(() => parseWhere(Array(201).fill('a=1').join(' or '))).toThrow(/conditions/);
    expect(() => parseWhere(`a in (${Array(501).fill('1').join(',')})`)).toThrow(/values/);
  });

  it('throws nothing but its own error, whatever the text', () => {
    const word = fc.constantFrom(
      'a',
      'and',
      'OR',
      'not',
      'in',
      'like',
      'is',
      'null',
      '(',
      ')',
      ',',
      '=',
      '<>',
      "'",
      '"',
      '1',
      ';',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (where) => {
        try {
          parseWhere(where);
        } catch (error) {
          expect(error).toBeInstanceOf(WhereError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('filters of a list', () => {
  let client: TestClient;
  let names: (where: string) => Promise<string[]>;

  beforeAll(async () => {
    const dated = { at: Date.parse('2026-05-01T08:00:00Z') };
    const server = await startTestServer({ now: () => dated.at }, 'file');
    dated.at = Date.parse('2026-05-09T10:15:00.5Z');
    client = await connect(server);
    await client.call(
      'POST',
      '/contacts',
      fakeContact({ firstName: "O'Neil", lastName: '100%', email2: 'second@example.net' }),
    );
    names = async (where) => {
      const { status, body } = await client.where('contacts', where);
      expect({ status, body }).toMatchObject({ status: 200 });
      return body.map((contact: { firstName: string }) => contact.firstName);
    };
  });

  it.each([
    ["email='omar.haddad@birch.example'", ['Omar']],
    ["email2='second@example.net' OR email3='second@example.net'", ["O'Neil"]],
    ['accountId=1', ['Omar', 'Sara', 'Åke', "O'Neil"]],
    ['accountId.id=1', ['Omar', 'Sara', 'Åke', "O'Neil"]],
    ['accountId=1 AND salesRepId=1 and id<3', ['Omar', 'Sara']],
    ['ACCOUNTID = 1 AnD iD <= 2', ['Omar', 'Sara']],
    ['id in (1, 2)', ['Omar', 'Sara']],
    ['accountId=1 and id NOT IN (1,2)', ['Åke', "O'Neil"]],
    ["accountId=1 and firstName<>'Omar'", ['Sara', 'Åke', "O'Neil"]],
    ["accountId=1 and firstName != 'Omar' and id < 3", ['Sara']],
    ["firstName LIKE 'OM%'", ['Omar']],
    ["accountId=1 and firstName not like '%a%'", ['Åke', "O'Neil"]],
    ["firstName='O''Neil'", ["O'Neil"]],
    ['firstName="O\'Neil"', ["O'Neil"]],
    ['firstName=Omar', ['Omar']],
    ['email2 IS NOT NULL', ['Marta', "O'Neil"]],
    ['accountId=1 and email2 is null', ['Omar', 'Sara', 'Åke']],
    ['not (id > 2)', ['Omar', 'Sara']],
    ['(id=1 or id=2) and firstName=Sara', ['Sara']],
    ["dateCreated > '2026-05-09 10:15:00'", ["O'Neil"]],
    ["dateCreated > '2026-05-09T10:15:00Z'", ["O'Neil"]],
    ["dateCreated >= '2026-05-09T12:15:00.5+02:00'", ["O'Neil"]],
    ["dateCreated > '2026-05-09'", ["O'Neil"]],
    ["dateCreated > '2026/05/09 10:15:00'", ["O'Neil"]],
    ["dateCreated > '2026-05-09 10:15:01'", []],
    ["dateCreated > '2026-05-02' or dateUpdated > '2026-05-02' or dateDeleted > '2026-05-02'", ["O'Neil"]],
    ['dateUpdated is not null', []],
    ['deleted=true', []],
    ['id=1 and deleted=false', ['Omar']],
    ['id=1 and deleted=0', ['Omar']],
    ['   ', null],
  ])('answers %s', async (where, expected) => {
    const found = await names(where);
    if (expected === null) expect(found.length).toBeGreaterThan(10);
    else expect(found).toEqual(expected);
  });

  it.each([
    ['unknown=1'],
    ['accountId.name=1'],
    ['firstName.id=1'],
    ['accountId=Birch'],
    ["accountId='x'"],
    ['id=1.5'],
    ['id=99999999999'],
    ["dateCreated > 'yesterday'"],
    ['dateCreated > 20260509'],
    ["dateCreated > '2026-02-30'"],
    ['deleted=maybe'],
    ['id like 1'],
    ["firstName like '%_%_%_%_%_%_%_%_%_%_%_%_%'"],
    ['1=1'],
    ["email='x' OR 1=1"],
    ['id=1; DROP TABLE contacts'],
    ['id=1 UNION SELECT * FROM apiKeys'],
    ['secretHash=1'],
    ['extKey=1'],
    ['__proto__=1'],
  ])('answers 400 with code 901 to %s', async (where) => {
    const answer = await client.where('contacts', where);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ code: 901, error: expect.stringContaining('Internal data Error') });
  });

  it('answers 400 or a list to any text, and never 500', async () => {
    const name = fc.constantFrom(
      'id',
      'firstName',
      'accountId',
      'accountId.id',
      'dateCreated',
      'deleted',
      'gender',
      'nope',
      'x',
    );
    const value = fc.oneof(
      fc.integer().map(String),
      fc.string({ unit: 'binary' }).map((text) => `'${text.replaceAll("'", "''")}'`),
      fc.constantFrom("'2026-05-09'", 'true', 'word', '(1,2)', "'%'", 'null'),
    );
    const operator = fc.constantFrom('=', '<>', '>', '<=', ' like ', ' in ', ' not in ', ' is ', ' is not ');
    const term = fc.tuple(name, operator, value).map((parts) => parts.join(''));
    const joined = fc.array(term, { minLength: 1, maxLength: 5 }).map((terms) => terms.join(' or '));
    const anything = fc.oneof(joined, fc.string({ unit: 'binary', maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(anything, async (where) => {
        const { status, body } = await client.where('contacts', where);
        if (status === 200) expect(Array.isArray(body)).toBe(true);
        else expect([status, body.code]).toEqual([400, 901]);
      }),
      { numRuns: 300 },
    );
  });

  it('finds exactly the text that was written, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), async (comment) => {
        const kept = comment.replaceAll('\0', '').toWellFormed();
        const { body } = await client.call('POST', '/contacts', fakeContact({ comment }));
        const found = await client.where('contacts', `id=${body.id} and comment='${kept.replaceAll("'", "''")}'`);
        expect(found.body).toHaveLength(1);
        const other = await client.where('contacts', `id=${body.id} and comment='${kept.replaceAll("'", "''")}x'`);
        expect(other.body).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the tables alone after every attack above', async () => {
    expect((await client.get('/users')).body).toHaveLength(3);
  });
});

describe('switches of filters', () => {
  it.each([
    ['both', 200, 200],
    ['plain', 200, 400],
    ['dotted', 400, 200],
  ] as const)(
    'with references named %s, accountId=1 answers %i and accountId.id=1 %i',
    async (whereReferences, plain, dotted) => {
      const client = await connect(await startTestServer({ choices: { whereReferences } }));
      expect((await client.where('contacts', 'accountId=1')).status).toBe(plain);
      expect((await client.where('contacts', 'accountId.id=1')).status).toBe(dotted);
    },
  );

  it('can refuse comparisons of dates', async () => {
    const client = await connect(await startTestServer({ choices: { whereDates: 'refuse' } }));
    const answer = await client.where('contacts', "dateCreated>'2026-05-09'");
    expect([answer.status, answer.body.code]).toEqual([400, 901]);
    expect((await client.get('/contacts?order=dateCreated')).status).toBe(200);
  });
});
