import type { Condition } from '../../store/records.ts';
import { fits } from '../../store/text-match.ts';
import type { V4Choices } from '../choices.ts';
import { parseDate } from '../dates.ts';
import type { Entity, Field } from '../entity.ts';
import { HOUR_FORM, parseFilterDay, parseFilterWallTime } from '../wall-clock.ts';
import type { Expression, Literal } from './expression.ts';
import { guardedComparison, noGuard, type ReferenceGuard } from './reference-guard.ts';
import { WhereError } from './where-error.ts';

/** Kinds whose values are dates of any form. */
const DATE_TYPES: ReadonlySet<string> = new Set(['dateTime', 'mailDate', 'day', 'wallTime']);

type WhereChoices = Pick<V4Choices, 'whereDates' | 'whereReferences'>;

/** Whether lists can be filtered and ordered by a field: it is a column. */
export const isFilterable = (field: Field): boolean => !['attachments', 'nothing', 'link'].includes(field.kind.type);

/** The field a name stands for: its own, or `accountId.id` for a reference. */
export function findFilterField(entity: Entity, name: string, choices: WhereChoices): Field {
  const dotted = name.toLowerCase().endsWith('.id');
  const wanted = (dotted ? name.slice(0, -3) : name).toLowerCase();
  const field = entity.fields.find((candidate) => candidate.name.toLowerCase() === wanted);
  if (!field || name.includes('.') !== dotted) throw new WhereError(`unknown field ${name.slice(0, 60)}`);
  const { type } = field.kind;
  if (!isFilterable(field)) throw new WhereError(`${field.name} cannot be filtered`);
  const isReference = type === 'reference';
  if (dotted && !isReference) throw new WhereError(`${field.name} is not a reference`);
  if (isReference && choices.whereReferences === (dotted ? 'plain' : 'dotted')) {
    throw new WhereError(`${name} is not how this tenant names a reference`);
  }
  if (DATE_TYPES.has(type) && choices.whereDates === 'refuse') {
    throw new WhereError(`${field.name} cannot be filtered`);
  }
  return field;
}

/** The literal as the field's column holds it. */
function toCell(field: Field, literal: Literal): string | number {
  const wrong = () => new WhereError(`the value does not fit ${field.name}`);
  switch (field.kind.type) {
    case 'text':
    case 'addresses':
      if (literal.kind === 'boolean') return String(literal.value);
      // PostgreSQL cannot store the null character, and nothing stored here contains it.
      if (literal.text.includes('\0') || !literal.text.isWellFormed()) throw wrong();
      return literal.text;
    case 'boolean': {
      if (literal.kind === 'boolean') return literal.value ? 1 : 0;
      const word = literal.text.toLowerCase();
      if (word === '1' || word === 'true') return 1;
      if (word === '0' || word === 'false') return 0;
      throw wrong();
    }
    case 'dateTime':
    case 'mailDate': {
      const at = literal.kind === 'text' ? parseDate(literal.text) : undefined;
      if (at === undefined) throw wrong();
      return new Date(at).toISOString();
    }
    case 'day':
    case 'wallTime': {
      const parse = field.kind.type === 'day' ? parseFilterDay : parseFilterWallTime;
      const cell = literal.kind === 'text' ? parse(literal.text) : undefined;
      if (cell === undefined) throw wrong();
      return cell;
    }
    case 'hour':
      if (literal.kind !== 'text' || !HOUR_FORM.test(literal.text)) throw wrong();
      return literal.text;
    default: {
      if (literal.kind === 'boolean' || !/^-?\d{1,15}(\.\d{1,15})?$/.test(literal.text)) throw wrong();
      const value = Number(literal.text);
      const isWhole = Number.isInteger(value) && value >= -2_147_483_648 && value <= 2_147_483_647;
      if (field.kind.type !== 'number' && !isWhole) throw wrong();
      return value;
    }
  }
}

/**
 * Turns a filter into a condition on the entity's table. Every value becomes a bound parameter, every field name one of the
 * entity's own; text is compared as it is, and `LIKE` without regard to case.
 *
 * @param guard Keeps references to records the reader may not see out of it.
 * @param isNegated Whether the whole stands under a NOT.
 * @throws {@link WhereError} when a field is unknown or a value does not fit it.
 */
export function toCondition(
  expression: Expression,
  entity: Entity,
  choices: WhereChoices,
  guard: ReferenceGuard = noGuard,
  isNegated = false,
): Condition {
  const field = (name: string) => findFilterField(entity, name, choices);
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const conditions = expression.operands.map((operand) => toCondition(operand, entity, choices, guard, isNegated));
      return (eb) => {
        const parts = conditions.map((condition) => condition(eb));
        return expression.kind === 'and' ? eb.and(parts) : eb.or(parts);
      };
    }
    case 'not': {
      const inner = toCondition(expression.operand, entity, choices, guard, true);
      return (eb) => eb.not(inner(eb));
    }
    case 'compare': {
      const target = field(expression.field);
      const cell = toCell(target, expression.literal);
      return guardedComparison(target, guard, isNegated, (eb, value) => eb(value, expression.operator, cell));
    }
    case 'in': {
      const target = field(expression.field);
      const cells = expression.literals.map((literal) => toCell(target, literal));
      const operator = expression.negated ? 'not in' : 'in';
      return guardedComparison(target, guard, isNegated, (eb, value) => eb(value, operator, cells));
    }
    case 'like': {
      const target = field(expression.field);
      if (target.kind.type !== 'text' && target.kind.type !== 'addresses') {
        throw new WhereError(`${target.name} is not text`);
      }
      const pattern = String(toCell(target, expression.pattern));
      if (pattern.length > 200 || (pattern.match(/[%_]/g) ?? []).length > 20)
        throw new WhereError('LIKE pattern too complex');
      return fits(target.name, pattern, expression.negated);
    }
    case 'isNull': {
      const target = field(expression.field);
      const operator = expression.negated ? 'is not' : 'is';
      // What is none is as unseen as what is kept from the reader: here only the value itself tells the two alike.
      return guardedComparison(target, guard, true, (eb, value) => eb(value, operator, null));
    }
  }
}
