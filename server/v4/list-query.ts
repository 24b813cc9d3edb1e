import type { Condition, OrderValue } from '../store/records.ts';
import type { V4Choices } from './choices.ts';
import type { Entity } from './entity.ts';
import { badRequest, dataError } from './v4-error.ts';
import { parseWhere } from './where/parse-where.ts';
import { guardedValue, noGuard, type ReferenceGuard } from './where/reference-guard.ts';
import { findFilterField, toCondition } from './where/to-condition.ts';
import { WhereError } from './where/where-error.ts';

export interface ListQuery {
  where: Condition[];
  orderBy?: { column: string | OrderValue; direction: 'desc' };
  offset: number;
  limit: number;
  language: string;
}

export const DEFAULT_COUNT = 50;
const reserved = new Set(['page', 'where', 'order', 'lang']);
/** A few resources take these beside the header and `page`; `Count` is printed with a capital for some of them. */
const pagingInQuery = new Set(['count', 'offset']);
/** Languages `lang` may ask for. */
export const LANGUAGES = ['EN', 'ES', 'PT', 'IT', 'FR', 'DE', 'RU'];

function parseWhole(name: string, text: string | null | undefined, fallback: number): number {
  if (text === null || text === undefined || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text.trim())) throw badRequest(`${name} must be a whole number`);
  return Number(text);
}

/** `lang`, in either case; English when absent. */
export function parseLanguage(parameters: URLSearchParams): string {
  const language = (parameters.get('lang') ?? 'EN').toUpperCase();
  if (!LANGUAGES.includes(language)) throw badRequest('lang is not a known language');
  return language;
}

/** Page size from the header this tenant reads. */
function parseCount(
  headers: Pick<Headers, 'get'>,
  inQuery: string | null | undefined,
  choices: Pick<V4Choices, 'countHeader' | 'maxCount'>,
): number {
  const name = choices.countHeader;
  const text = name === 'both' ? (headers.get('Count') ?? headers.get('X-FM-Entity-Count')) : headers.get(name);
  const count = parseWhole('Count', inQuery ?? text, DEFAULT_COUNT);
  if (count === 0) throw badRequest('Count must be at least 1');
  return Math.min(count, choices.maxCount);
}

/** Attributes given as query parameters of their own: equal to the value, all of them. */
function attributeConditions(
  entity: Entity,
  parameters: URLSearchParams,
  choices: V4Choices,
  guard: ReferenceGuard,
): Condition[] {
  return [...parameters]
    .filter(([name]) => !reserved.has(name) && !(entity.countInQuery && pagingInQuery.has(name.toLowerCase())))
    .map(([name, text]) =>
      toCondition(
        { kind: 'compare', field: name, operator: '=', literal: { kind: 'text', text } },
        entity,
        choices,
        guard,
      ),
    );
}

/**
 * Reads paging, order, language and filters of a list request. `order` is always descending.
 *
 * @param guard Keeps references to records the reader may not see out of filters and order.
 * @throws `V4Error` 400; 901 for a filter or field that does not fit.
 */
export function parseListQuery(
  entity: Entity,
  parameters: URLSearchParams,
  headers: Pick<Headers, 'get'>,
  choices: V4Choices,
  guard: ReferenceGuard = noGuard,
): ListQuery {
  const paging = (name: string) =>
    entity.countInQuery ? [...parameters].find(([key]) => key.toLowerCase() === name)?.[1] : undefined;
  const limit = parseCount(headers, paging('count'), choices);
  const page = parseWhole('page', parameters.get('page'), 0);
  const query: ListQuery = {
    where: choices.deletedInLists ? [] : [(eb) => eb('deleted', '=', 0)],
    offset: parseWhole('offset', paging('offset'), page * limit),
    limit,
    language: parseLanguage(parameters),
  };
  try {
    const where = parameters.get('where');
    if (where !== null && where.trim() !== '') query.where.push(toCondition(parseWhere(where), entity, choices, guard));
    query.where.push(...attributeConditions(entity, parameters, choices, guard));
    const order = parameters.get('order');
    if (order) {
      const field = findFilterField(entity, order, { whereDates: 'accept', whereReferences: 'both' });
      const seen = guard(field);
      query.orderBy = { column: seen ? guardedValue(field, seen) : field.name, direction: 'desc' };
    }
  } catch (error) {
    if (error instanceof WhereError) throw dataError(`Internal data Error: ${error.message}`);
    throw error;
  }
  return query;
}
