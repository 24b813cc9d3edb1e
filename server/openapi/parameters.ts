import { z } from 'zod';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { DEFAULT_COUNT, LANGUAGES } from '../v4/list-query.ts';
import { MAX_WHERE_LENGTH } from '../v4/where/parse-where.ts';
import { isFilterable } from '../v4/where/to-condition.ts';
import type { RouteParameter } from './described-route.ts';

const MAX_WHOLE = 999_999_999;

export const idParameter: RouteParameter = {
  name: 'id',
  in: 'path',
  description: 'The record. An id that is not there is answered 400, as v4 has no 404.',
  schema: z.int().min(1).max(MAX_WHOLE),
};

export const langParameter: RouteParameter = {
  name: 'lang',
  in: 'query',
  description: 'Language of the words in references, in either case. English unless told.',
  schema: z.enum([...LANGUAGES.map((language) => language.toLowerCase()), ...LANGUAGES] as [string, ...string[]]),
};

const pageParameter: RouteParameter = {
  name: 'page',
  in: 'query',
  description: 'Page of the list, the first is 0. A page past the end is an empty list.',
  schema: z.int().min(0).max(MAX_WHOLE),
};

const whereParameter: RouteParameter = {
  name: 'where',
  in: 'query',
  description:
    "A filter such as `name LIKE 'Birch%' AND dateCreated > '2026-05-09 10:15:00'`: comparisons, LIKE, IN, IS NULL, AND, OR, NOT and parentheses. Texts stand in quotes; a quote inside is doubled.",
  schema: z.string().max(MAX_WHERE_LENGTH),
};

function countParameters(choices: V4Choices): RouteParameter[] {
  const names = choices.countHeader === 'both' ? ['Count', 'X-FM-Entity-Count'] : [choices.countHeader];
  return names.map((name) => ({
    name,
    in: 'header',
    description: `Records per page, ${DEFAULT_COUNT} unless told; more than ${choices.maxCount} are cut to that.`,
    schema: z.int().min(1).max(MAX_WHOLE),
  }));
}

/** The few resources whose documentation has the page size in the address. */
function queryPaging({ resource, countInQuery }: Entity): RouteParameter[] {
  const count: RouteParameter = {
    name: resource === 'hooks' ? 'Count' : 'count',
    in: 'query',
    description: 'Records per page, before the header.',
    schema: z.int().min(1).max(MAX_WHOLE),
  };
  if (!countInQuery) return resource === 'hooks' ? [count] : [];
  return [
    count,
    {
      name: 'offset',
      in: 'query',
      description: 'Records to leave out before the first, in place of `page`.',
      schema: z.int().min(0).max(MAX_WHOLE),
    },
  ];
}

/** Paging, order, language and filters of a list. */
export function listParameters(entity: Entity, choices: V4Choices): RouteParameter[] {
  const names = entity.fields.filter(isFilterable).map(({ name }) => name);
  return [
    pageParameter,
    ...countParameters(choices),
    ...queryPaging(entity),
    {
      name: 'order',
      in: 'query',
      description: 'Attribute to order by, always descending. By id, ascending, unless told.',
      schema: z.enum(names as [string, ...string[]]),
    },
    langParameter,
    whereParameter,
    {
      name: 'attributes',
      in: 'query',
      description: 'Any attribute of the record as a parameter of its own, equal to the value; all of them must hold.',
      schema: z.partialRecord(z.enum(names as [string, ...string[]]), z.string()),
      explode: true,
    },
  ];
}
