import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { errorSchema } from './common-schemas.ts';
import type { Content, DescribedRoute, RouteParameter } from './described-route.ts';
import { type JsonSchema, toJsonSchema } from './to-json-schema.ts';

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, JsonSchema>>;
  components: Record<string, Record<string, JsonSchema>>;
  security: Record<string, string[]>[];
  /** How this tenant behaves where the documentation of v4 is silent. */
  'x-switches': V4Choices;
}

/** What a document is made of. */
interface OpenApiSource {
  entities: ReadonlyMap<string, Entity>;
  choices: V4Choices;
  routes: readonly DescribedRoute[];
}

const error: Content = { name: 'Error', schema: errorSchema };
const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const isBytes = (content: Content | { type: string }): content is { type: string } => 'type' in content;

/** Refusals every route may answer, by status; those of sessions, bodies and rates only where they can happen. */
function refusalsOf(route: DescribedRoute, choices: V4Choices): NonNullable<DescribedRoute['refusals']> {
  const hasSession = route.session !== false;
  return {
    400: 'Refused: an id, field, filter or value does not fit; `error` says which',
    ...(hasSession ? { 401: 'The session key is missing, wrong or expired' } : {}),
    ...(route.body ? { 411: 'The length of the body is not told', 413: 'The body is too large' } : {}),
    421: 'Asked for under the name of another host',
    ...(hasSession || route.id === 'login'
      ? {
          [choices.rateLimitStatus]: `Too many requests a second${choices.rateLimitStatus === 400 ? ', or refused' : ''}`,
        }
      : {}),
    500: 'A fault of the server',
    503: 'The database cannot answer now: try again',
    ...route.refusals,
  };
}

/**
 * The API as an OpenAPI 3.1 document, made from the same tables of fields that the server reads and writes by.
 *
 * @param url Address of the server, without a slash at the end.
 */
export function createOpenApiDocument({ entities, choices, routes }: OpenApiSource, url: string): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = {};

  function schemaOf(content: Content, io: 'input' | 'output'): JsonSchema {
    const { name } = content;
    if (name !== undefined) schemas[name] ??= toJsonSchema(content.schema, io);
    const one = name === undefined ? toJsonSchema(content.schema, io) : ref('schemas', name);
    return content.list ? { type: 'array', items: one } : one;
  }

  function contentOf(content: Content | { type: string }, io: 'input' | 'output'): JsonSchema {
    if (isBytes(content)) return { [content.type]: {} };
    const example = content.example === undefined ? {} : { example: content.example };
    return { 'application/json': { schema: schemaOf(content, io), ...example } };
  }

  const parameterOf = ({ name, in: place, description, schema, explode }: RouteParameter): JsonSchema => ({
    name,
    in: place,
    description,
    ...(place === 'path' ? { required: true } : {}),
    ...(explode ? { style: 'form', explode: true } : {}),
    schema: toJsonSchema(schema, 'input'),
  });

  function operationOf(route: DescribedRoute): JsonSchema {
    const { answer, body } = route;
    const refused = Object.entries(refusalsOf(route, choices)).map(([status, refusal]): [string, JsonSchema] => {
      const { description, content } = typeof refusal === 'string' ? { description: refusal, content: error } : refusal;
      const headers =
        Number(status) === choices.rateLimitStatus && choices.rateLimitRetryAfter
          ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } } }
          : {};
      return [status, { description, ...headers, content: contentOf(content, 'output') }];
    });
    const given = answer.content ? { content: contentOf(answer.content, 'output') } : {};
    return {
      operationId: route.id,
      tags: [route.tag],
      summary: route.summary,
      ...(route.description ? { description: route.description } : {}),
      ...(route.session === false ? { security: [] } : {}),
      ...(route.parameters ? { parameters: route.parameters.map(parameterOf) } : {}),
      ...(body ? { requestBody: { required: true, content: contentOf(body, 'input') } } : {}),
      responses: { 200: { description: answer.description, ...given }, ...Object.fromEntries(refused) },
    };
  }

  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    Object.assign(paths[route.path] ?? {}, { [route.method]: operationOf(route) });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tandem CRM',
      version: '4',
      description: 'The REST API v4 of Sage Sales Management, as the embedded CRM speaks it.',
    },
    servers: [{ url }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => {
      const description = entities.get(name)?.description;
      return { name, ...(description === undefined ? {} : { description }) };
    }),
    paths,
    components: {
      schemas,
      securitySchemes: { session: { type: 'apiKey', in: 'header', name: 'X-Session-Key' } },
    },
    security: [{ session: [] }],
    'x-switches': { ...choices },
  };
}
