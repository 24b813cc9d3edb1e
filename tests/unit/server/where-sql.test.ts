import fc from 'fast-check';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../server/store/tables.ts';
import { defaultChoices } from '../../../server/v4/choices.ts';
import { createEntities } from '../../../server/v4/entities.ts';
import type { Entity, Field } from '../../../server/v4/entity.ts';
import { parseWhere } from '../../../server/v4/where/parse-where.ts';
import { isFilterable, toCondition } from '../../../server/v4/where/to-condition.ts';
import { connect, startTestServer, type TestClient } from './support.ts';

const entities = createEntities(defaultChoices);

const dialects = {
  sqlite: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
  postgres: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
};

/** Everything a filter may become: names of the entity's own columns, these words and signs, and places for values. */
const allowed =
  /^(select|from|where|and|or|not|in|is|null|like|lower|escape|COLUMN|VALUE|'!'|\*|\(|\)|,|=|<>|>=?|<=?)$/;

function strangeWords(sql: string, entity: Entity): string[] {
  const columns = new Set([entity.table, ...entity.fields.map(({ name }) => name)]);
  const named = sql.replace(/"([^"]*)"/g, (whole, name: string) => (columns.has(name) ? ' COLUMN ' : whole));
  const words = named.replace(/\?|\$\d+/g, ' VALUE ').replace(/[(),]/g, ' $& ');
  return words.split(/\s+/).filter((word) => word !== '' && !allowed.test(word));
}

/** Texts that would be something else than text if they ever reached the statement. */
const attacks = [
  "'; DROP TABLE users; --",
  "' OR '1'='1",
  "' UNION SELECT secretHash FROM apiKeys --",
  '" OR ""="',
  "\\' OR 1=1 --",
  '?',
  '$1',
  '/* */',
  "'||(SELECT name FROM users)||'",
  '\u02bc OR 1=1',
  'x\u0000y',
  ':name @name #{x}',
];

const quoted = (text: string, sign: "'" | '"') => sign + text.replaceAll(sign, sign + sign) + sign;

function literalOf(field: Field): fc.Arbitrary<string> {
  switch (field.kind.type) {
    case 'text':
    case 'addresses':
      return fc
        .tuple(fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary' })), fc.constantFrom("'", '"'))
        .map(([text, sign]) => quoted(text.replaceAll('\0', '').toWellFormed(), sign as "'"));
    case 'boolean':
      return fc.constantFrom('true', 'FALSE', '0', '1', "'1'");
    case 'dateTime':
    case 'mailDate':
      return fc.constantFrom("'2026-05-09'", "'2026-05-09 10:15:00'", "'2026-05-09T10:15:00+02:00'");
    case 'day':
      return fc.constantFrom("'26/05/09'");
    case 'hour':
      return fc.constantFrom("'09:30'");
    case 'wallTime':
      return fc.constantFrom("'2026/05/09 10:15:00'");
    default:
      return fc.integer().map(String);
  }
}

function termOf(field: Field): fc.Arbitrary<string> {
  const literal = literalOf(field);
  const isText = field.kind.type === 'text' || field.kind.type === 'addresses';
  const name = fc.constantFrom(
    field.name,
    field.name.toUpperCase(),
    ...(field.kind.type === 'reference' ? [`${field.name}.id`] : []),
  );
  const compared = fc
    .tuple(name, fc.constantFrom('=', '<>', '!=', '>', '>=', '<', '<='), literal)
    .map(([left, sign, right]) => `${left} ${sign} ${right}`);
  const listed = fc
    .tuple(name, fc.constantFrom('in', 'NOT IN'), fc.array(literal, { minLength: 1, maxLength: 4 }))
    .map(([left, sign, list]) => `${left} ${sign} (${list.join(', ')})`);
  const empty = fc.tuple(name, fc.constantFrom('is null', 'IS NOT NULL')).map((parts) => parts.join(' '));
  const like = fc
    .tuple(
      name,
      fc.constantFrom('like', 'not like'),
      fc.constantFrom(...attacks.map((text) => quoted(text.replaceAll('\0', ''), "'")), "'a%'"),
    )
    .map((parts) => parts.join(' '));
  return isText ? fc.oneof(compared, listed, empty, like) : fc.oneof(compared, listed, empty);
}

/** Filters of the whole grammar over the fields of an entity. */
function anyFilter(entity: Entity): fc.Arbitrary<string> {
  const term = fc.constantFrom(...entity.fields.filter(isFilterable)).chain(termOf);
  return fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      term,
      tie('filter').map((inner) => `NOT (${inner})`),
      fc
        .tuple(tie('filter'), fc.constantFrom('and', 'OR', 'AND', 'or'), tie('filter'))
        .map(([left, word, right]) => `(${left}) ${word} ${right}`),
    ),
  })).filter;
}

const onEntity = fc
  .constantFrom(...entities.values())
  .chain((entity) => fc.tuple(fc.constant(entity), anyFilter(entity)))
  .filter(([, where]) => where.length <= 4_000);

describe('a filter as SQL', () => {
  it.each(['sqlite', 'postgres'] as const)('is columns, operators and places for values, on %s', (dialect) => {
    const db = new Kysely<Record<string, Row>>({ dialect: dialects[dialect] });
    let values = 0;
    fc.assert(
      fc.property(onEntity, ([entity, where]) => {
        const condition = toCondition(parseWhere(where), entity, defaultChoices);
        const { sql, parameters } = db.selectFrom(entity.table).selectAll().where(condition).compile();
        expect(strangeWords(sql, entity), `${where}\n${sql}`).toEqual([]);
        expect(parameters.length, sql).toBe((sql.match(/\?|\$\d+/g) ?? []).length);
        values += parameters.length;
      }),
      { numRuns: 500 },
    );
    expect(values).toBeGreaterThan(500);
  });

  it('would be seen to hold a text', () => {
    const entity = entities.get('accounts') as Entity;
    expect(strangeWords(`select * from "accounts" where "name" = 'x'`, entity)).toEqual(["'x'"]);
    expect(strangeWords('select * from "accounts" where "secretHash" = ?', entity)).toEqual(['"secretHash"']);
    expect(strangeWords('select * from "accounts"; drop', entity)).not.toEqual([]);
  });
});

describe('a filter that attacks', () => {
  let client: TestClient;
  beforeAll(async () => {
    client = await connect(await startTestServer({}, 'file'));
  });

  it('is answered by any resource with a list, when it is of the grammar', async () => {
    const readable = fc.tuple(onEntity).map(([[entity, where]]) => ({ resource: entity.resource, where }));
    await fc.assert(
      fc.asyncProperty(readable, async ({ resource, where }) => {
        const { status, body } = await client.where(resource, where);
        expect([resource, where, status, Array.isArray(body)]).toEqual([resource, where, 200, true]);
      }),
      { numRuns: 150 },
    );
  });

  it('finds nothing as a value and is refused as a filter, for every resource', async () => {
    for (const { resource, operations } of entities.values()) {
      if (!operations.read) continue;
      for (const attack of attacks.slice(0, 5)) {
        const answer = await client.where(resource, `id=1${attack}`);
        expect([resource, attack, answer.status, answer.body.code]).toEqual([resource, attack, 400, 901]);
      }
    }
    for (const attack of attacks) {
      const text = attack.replaceAll('\0', '');
      expect((await client.where('accounts', `name=${quoted(text, "'")}`)).body).toEqual([]);
      expect((await client.get(`/accounts?name=${encodeURIComponent(text)}`)).body).toEqual([]);
      const asOrder = await client.get(`/accounts?order=${encodeURIComponent(attack)}`);
      expect([attack, asOrder.status, asOrder.body.code]).toEqual([attack, 400, 901]);
    }
    expect((await client.get('/users')).body).toHaveLength(3);
  });
});
