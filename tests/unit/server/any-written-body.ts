import fc from 'fast-check';
import { toExampleBody } from '../../../server/openapi/example-body.ts';
import type { WriteMode } from '../../../server/openapi/written-schema.ts';
import type { Entity, Field } from '../../../server/v4/entity.ts';

/** Values that stand at a border of some kind of field, or fit none. */
const borderValues = [
  ...[null, true, false, [], {}, '', '\0', '\ud800', 'text', ' '],
  ...[0, 1, -1, -2, 2, 5, 6, 100, 101, 1.5, 1e308, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53],
  ...['1', '-1', '-01', '0', '007', '999999999', '9999999999', '1e3', '1 '],
  ...['2026-05-09', '2026-02-30', ' 2026-05-09 10:15:00 ', '2026-05-09t10:15:00z', '2026-05-09T10:15:00+0200'],
  ...[
    '2026/05-09',
    '0001-01-01',
    '26/05/09',
    '26/02/30',
    '09:30',
    '24:00',
    '2026/05/09 10:15:00',
    '2026/02/30 10:15:00',
  ],
  ...['a@b.example', 'a@b.example,c@d.example', ' a@b.example\0', 'busy', 'busy\0', 'update'],
  ...[['a@b.example'], ['a@b.example', 'no address'], [`${'x'.repeat(100)}@b.example`, `${'y'.repeat(100)}@b.example`]],
  ...[[{ name: 'a.txt' }], [{ name: '' }], [{ name: 'a.txt', size: -1 }], [{ name: 'a.txt', size: null, more: 1 }]],
  ...[[null], [[]], Array(201).fill({ name: 'a.txt' }), Array(1_001).fill('a@b.example')],
];

function around(field: Field): fc.Arbitrary<unknown> {
  const { kind } = field;
  const length = 'maxLength' in kind && kind.maxLength !== undefined ? kind.maxLength : 20;
  const texts = [
    'x'.repeat(length),
    'x'.repeat(length + 1),
    `${'x'.repeat(length)}\0`,
    '😀'.repeat(Math.floor(length / 2)),
    '😀'.repeat(length),
  ];
  const listed = 'oneOf' in kind ? (kind.oneOf ?? []) : [];
  return fc.constantFrom<unknown>(...texts, ...listed, 'labels' in kind ? kind.labels.length : 1);
}

const anyValue = (field: Field) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<unknown>(...borderValues) },
    { weight: 2, arbitrary: around(field) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );

const strangers = ['unknownThing', '__proto__', 'constructor', 'extKey', 'deletedBy'];

/**
 * Bodies near the border of what the entity takes: the example of the documentation, with up to three fields written
 * otherwise and now and then one left out. As JSON gives them.
 */
export function anyWrittenBody(entity: Entity, mode: WriteMode): fc.Arbitrary<unknown> {
  const change = fc
    .constantFrom(...entity.fields)
    .chain((field) =>
      fc.tuple(fc.constantFrom(field.name, field.name, field.name, field.alias ?? field.name), anyValue(field)),
    );
  const stranger = fc.tuple(fc.constantFrom(...strangers), fc.constantFrom<unknown>(1, null, 'x'));
  const changes = fc.array(fc.oneof({ weight: 12, arbitrary: change }, { weight: 1, arbitrary: stranger }), {
    maxLength: 3,
  });
  const left = fc.option(fc.constantFrom(...entity.fields.map(({ name }) => name)), { freq: 4 });
  return fc.tuple(changes, left).map(([written, leftOut]) => {
    const body: Record<string, unknown> = { ...toExampleBody(entity, mode), ...Object.fromEntries(written) };
    if (leftOut !== null) delete body[leftOut];
    return JSON.parse(JSON.stringify(body));
  });
}
