import type { Condition } from '../../store/records.ts';
import type { V4Choices } from '../choices.ts';
import { parseDate } from '../dates.ts';
import type { Entity, Field } from '../entity.ts';
import type { Expression, Literal } from './expression.ts';
import { WhereError } from './where-error.ts';

type WhereChoices = Pick<V4Choices, 'whereDates' | 'whereReferences'>;

/** The field a name stands for: its own, or `accountId.id` for a reference. */
export function findFilterField(entity: Entity, name: string, choices: WhereChoices): Field {
  const dotted = name.toLowerCase().endsWith('.id');
  const wanted = (dotted ? name.slice(0, -3) : name).toLowerCase();
  const field = entity.fields.find((candidate) => candidate.name.toLowerCase() === wanted);
  if (!field || name.includes('.') !== dotted) throw new WhereError(`unknown field ${name.slice(0, 60)}`);
  const { type } = field.kind;
  if (type === 'attachments' || type === 'nothing' || type === 'link') {
    throw new WhereError(`${field.name} cannot be filtered`);
  }
  const isReference = type === 'reference';
  if (dotted && !isReference) throw new WhereError(`${field.name} is not a reference`);
  if (isReference && choices.whereReferences === (dotted ? 'plain' : 'dotted')) {
    throw new WhereError(`${name} is not how this tenant names a reference`);
  }
  if ((type === 'dateTime' || type === 'mailDate') && choices.whereDates === 'refuse') {
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
    default: {
      if (literal.kind === 'boolean' || !/^-?\d{1,15}(\.\d{1,15})?$/.test(literal.text)) throw wrong();
      const value = Number(literal.text);
      if (field.kind.type !== 'number' && (!Number.isInteger(value) || Math.abs(value) > 2_147_483_647)) throw wrong();
      return value;
    }
  }
}

/**
 * Turns a filter into a condition on the entity's table. Every value becomes a bound parameter, every field name one of the
 * entity's own; text is compared as it is, and `LIKE` without regard to case.
 *
 * @throws {@link WhereError} when a field is unknown or a value does not fit it.
 */
export function toCondition(expression: Expression, entity: Entity, choices: WhereChoices): Condition {
  const field = (name: string) => findFilterField(entity, name, choices);
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const conditions = expression.operands.map((operand) => toCondition(operand, entity, choices));
      return (eb) => {
        const parts = conditions.map((condition) => condition(eb));
        return expression.kind === 'and' ? eb.and(parts) : eb.or(parts);
      };
    }
    case 'not': {
      const inner = toCondition(expression.operand, entity, choices);
      return (eb) => eb.not(inner(eb));
    }
    case 'compare': {
      const target = field(expression.field);
      const cell = toCell(target, expression.literal);
      return (eb) => eb(target.name, expression.operator, cell);
    }
    case 'in': {
      const target = field(expression.field);
      const cells = expression.literals.map((literal) => toCell(target, literal));
      return (eb) => eb(target.name, expression.negated ? 'not in' : 'in', cells);
    }
    case 'like': {
      const target = field(expression.field);
      if (target.kind.type !== 'text' && target.kind.type !== 'addresses') {
        throw new WhereError(`${target.name} is not text`);
      }
      const pattern = String(toCell(target, expression.pattern)).toLowerCase();
      if (pattern.length > 200 || (pattern.match(/[%_]/g) ?? []).length > 20)
        throw new WhereError('LIKE pattern too complex');
      return (eb) => eb(eb.fn<string>('lower', [target.name]), expression.negated ? 'not like' : 'like', pattern);
    }
    case 'isNull': {
      const target = field(expression.field);
      return (eb) => eb(target.name, expression.negated ? 'is not' : 'is', null);
    }
  }
}
