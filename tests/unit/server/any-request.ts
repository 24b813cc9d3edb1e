import fc from 'fast-check';

/** JSON Schema as the document has it: tests look into it as it comes. */
type Json = ReturnType<typeof JSON.parse>;

export interface Operation {
  method: string;
  path: string;
  operation: Json;
}

export interface AnyRequest extends Operation {
  /** Path and query, filled in. */
  address: string;
  headers: Record<string, string>;
  /** Text of the body; undefined for none. */
  body: string | undefined;
}

const MAX_ITEMS = 3;

function textOf(schema: Json): fc.Arbitrary<string> {
  if (schema.examples) return fc.constantFrom(...schema.examples);
  if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern, 'u'));
  const maxLength = Math.min(schema.maxLength ?? 30, 30);
  return fc.string({ unit: 'binary', minLength: schema.minLength ?? 0, maxLength });
}

function objectOf(schema: Json, root: Json): fc.Arbitrary<unknown> {
  const properties = Object.entries<Json>(schema.properties ?? {}).filter(([, property]) => !property.readOnly);
  const required = new Set<string>(schema.required ?? []);
  const optional = properties.map(([name]) => name).filter((name) => !required.has(name));
  const values = Object.fromEntries(properties.map(([name, property]) => [name, fittingValue(property, root)]));
  return fc
    .tuple(fc.record(values), fc.subarray(optional, { maxLength: Math.min(5, optional.length) }))
    .map(([all, kept]) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => required.has(name) || kept.includes(name))),
    );
}

/** Values a schema of the document allows; of strings and lists only short ones. */
export function fittingValue(schema: Json, root: Json): fc.Arbitrary<unknown> {
  if (schema.$ref) return fittingValue(root.components.schemas[schema.$ref.split('/').at(-1)], root);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one: Json) => fittingValue(one, root)));
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer': {
      const bounds = { min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 };
      const small = fc.integer({ min: Math.max(bounds.min, 1), max: Math.min(bounds.max, 9) });
      return bounds.min <= 9 && bounds.max >= 1 ? fc.oneof(small, small, fc.integer(bounds)) : fc.integer(bounds);
    }
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fittingValue(schema.items, root), { minLength: schema.minItems ?? 0, maxLength: MAX_ITEMS });
    case 'object':
      return objectOf(schema, root);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Texts that mean something to some layer on the way: router, header parser, store. */
const hostile = [
  ...['', ' ', '\0', '..', '../..', '%2e%2e', '/', '\\', "'", '"', '`', ';', '--', '/*', '*/', '%', '%00', '\u202e'],
  ...[
    '__proto__',
    'constructor',
    'null',
    'undefined',
    'NaN',
    '1e999',
    '-1',
    '0',
    '1.5',
    '0x10',
    '99999999999999999999',
  ],
  ...[
    '<script>',
    "1' OR '1'='1",
    '$(id)',
    '{{7*7}}',
    '\r\nX-Injected: 1',
    '\ud800',
    '😀'.repeat(40),
    'x'.repeat(5_000),
  ],
];

const anyText = (schema: Json, root: Json) =>
  fc.oneof(
    { weight: 3, arbitrary: fittingValue(schema, root).map(String) },
    { weight: 1, arbitrary: fc.constantFrom(...hostile) },
  );

function bodyOf(operation: Json, root: Json): fc.Arbitrary<string | undefined> {
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (!schema) return fc.constant(undefined);
  const fitting = fittingValue(schema, root);
  const nearly = fc
    .tuple(fitting, fc.dictionary(fc.constantFrom(...hostile, 'id', 'name', 'extId'), fc.jsonValue(), { maxKeys: 2 }))
    .map(([body, more]) => ({ ...(body as object), ...more }));
  return fc.oneof(
    { weight: 5, arbitrary: fitting.map((body) => JSON.stringify(body)) },
    { weight: 2, arbitrary: nearly.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.constantFrom('', '{', '[]', 'null', '{"a":1}x', '\ufeff{}', '"'.repeat(99)) },
  );
}

/** A header as fetch lets it through. */
const asHeader = (text: string) => text.replace(/[^\t\x20-\x7e]/g, '?').trim();

/** Requests to an operation: parameters and body by its schemas, and now and then what no schema allows. */
export function anyRequest({ method, path, operation }: Operation, root: Json): fc.Arbitrary<AnyRequest> {
  const parameters: Json[] = operation.parameters ?? [];
  const given = parameters.map((parameter) => {
    const needed = parameter.in === 'path';
    const value = parameter.explode ? fittingValue(parameter.schema, root) : anyText(parameter.schema, root);
    return needed ? value : fc.option(value, { nil: undefined, freq: 2 });
  });
  return fc.tuple(fc.tuple(...given), bodyOf(operation, root)).map(([values, body]) => {
    let filled = path;
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    parameters.forEach((parameter, place) => {
      const value = values[place];
      if (value === undefined) return;
      if (parameter.explode) {
        for (const [name, text] of Object.entries(value as object)) query.append(name, String(text));
      } else if (parameter.in === 'path') {
        filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(String(value).toWellFormed()));
      } else if (parameter.in === 'query') {
        query.append(parameter.name, String(value).toWellFormed());
      } else {
        headers[parameter.name] = asHeader(String(value));
      }
    });
    return { method, path, operation, address: query.size > 0 ? `${filled}?${query}` : filled, headers, body };
  });
}
