import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Condition, OrderValue } from '../../store/records.ts';
import type { Row } from '../../store/tables.ts';
import type { Field } from '../entity.ts';

/** The rows in which a field names a record the reader may see; undefined where every record of its kind may be seen. */
export type ReferenceGuard = (field: Field) => Condition | undefined;

export const noGuard: ReferenceGuard = () => undefined;

type Builder = ExpressionBuilder<Record<string, Row>, string>;

/** The value of a field as its reader sees it: none where it names a record that is kept from them. */
export function guardedValue(field: Field, seen: Condition): OrderValue {
  return (eb) => eb.case().when(seen(eb)).then(eb.ref(field.name)).end();
}

/**
 * A comparison of a field as its reader sees it.
 *
 * @param isNegated Under a NOT it matters whether the outcome is false or unknown. Elsewhere it does not, and the field's
 *   own column is compared, so that its index is of use.
 */
export function guardedComparison(
  field: Field,
  guard: ReferenceGuard,
  isNegated: boolean,
  compare: (eb: Builder, value: string | Expression<unknown>) => Expression<SqlBool>,
): Condition {
  const seen = guard(field);
  if (!seen) return (eb) => compare(eb, field.name);
  if (isNegated) return (eb) => compare(eb, guardedValue(field, seen)(eb));
  return (eb) => eb.and([compare(eb, field.name), seen(eb)]);
}
