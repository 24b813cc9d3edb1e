import type { Condition } from '../store/records.ts';
import type { V4Choices } from './choices.ts';
import type { Entity } from './entity.ts';
import { badRequest, dataError } from './v4-error.ts';
import { parseWhere } from './where/parse-where.ts';
import { findFilterField, toCondition } from './where/to-condition.ts';
import { WhereError } from './where/where-error.ts';

export interface ListQuery {
  where: Condition[];
  orderBy?: { column: string; direction: 'desc' };
  offset: number;
  limit: number;
  language: string;
}

export const DEFAULT_COUNT = 50;
const reserved = new Set(['page', 'where', 'order', 'lang']);
const languages = ['EN', 'ES', 'PT', 'IT', 'FR', 'DE', 'RU'];

function parseWhole(name: string, text: string | null | undefined, fallback: number): number {
  if (text === null || text === undefined || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text.trim())) throw badRequest(`${name} must be a whole number`);
  return Number(text);
}

/** `lang`, in either case; English when absent. */
export function parseLanguage(parameters: URLSearchParams): string {
  const language = (parameters.get('lang') ?? 'EN').toUpperCase();
  if (!languages.includes(language)) throw badRequest('lang is not a known language');
  return language;
}

/** Page size from the header this tenant reads. */
function parseCount(headers: Pick<Headers, 'get'>, choices: Pick<V4Choices, 'countHeader' | 'maxCount'>): number {
  const name = choices.countHeader;
  const text = name === 'both' ? (headers.get('Count') ?? headers.get('X-FM-Entity-Count')) : headers.get(name);
  const count = parseWhole('Count', text, DEFAULT_COUNT);
  if (count === 0) throw badRequest('Count must be at least 1');
  return Math.min(count, choices.maxCount);
}

/** Attributes given as query parameters of their own: equal to the value, all of them. */
function attributeConditions(entity: Entity, parameters: URLSearchParams, choices: V4Choices): Condition[] {
  return [...parameters]
    .filter(([name]) => !reserved.has(name))
    .map(([name, text]) =>
      toCondition({ kind: 'compare', field: name, operator: '=', literal: { kind: 'text', text } }, entity, choices),
    );
}

/**
 * Reads paging, order, language and filters of a list request. `order` is always descending.
 *
 * @throws `V4Error` 400; 901 for a filter or field that does not fit.
 */
export function parseListQuery(
  entity: Entity,
  parameters: URLSearchParams,
  headers: Pick<Headers, 'get'>,
  choices: V4Choices,
): ListQuery {
  const limit = parseCount(headers, choices);
  const query: ListQuery = {
    where: choices.deletedInLists ? [] : [(eb) => eb('deleted', '=', 0)],
    offset: parseWhole('page', parameters.get('page'), 0) * limit,
    limit,
    language: parseLanguage(parameters),
  };
  try {
    const where = parameters.get('where');
    if (where !== null && where.trim() !== '') query.where.push(toCondition(parseWhere(where), entity, choices));
    query.where.push(...attributeConditions(entity, parameters, choices));
    const order = parameters.get('order');
    if (order) {
      const field = findFilterField(entity, order, { whereDates: 'accept', whereReferences: 'both' });
      query.orderBy = { column: field.name, direction: 'desc' };
    }
  } catch (error) {
    if (error instanceof WhereError) throw dataError(`Internal data Error: ${error.message}`);
    throw error;
  }
  return query;
}
