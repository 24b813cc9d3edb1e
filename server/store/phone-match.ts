import { type Expression, sql } from 'kysely';
import type { Condition } from './records.ts';

/** What people put between the digits of a telephone number. */
const SEPARATORS = [' ', '-', '(', ')', '.', '/'];

/** Digits of a number with its international prefix, `+` or `00`, taken off; undefined when it is no telephone number. */
export function toPhoneDigits(text: string): string | undefined {
  if (!/^[\d +()./-]{3,40}$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '').replace(/^00/, '');
  return digits.length >= 3 ? digits : undefined;
}

/**
 * Rows one of whose columns holds this number, whatever stands between its digits and with either international prefix or none.
 *
 * Each column has an index of this very expression, so a look-up does not read every row.
 *
 * @param digits from {@link toPhoneDigits}
 */
export function hasPhone(columns: readonly string[], digits: string): Condition {
  const forms = [digits, `+${digits}`, `00${digits}`];
  return (eb) =>
    eb.or(
      columns.map((column) => {
        let bare: Expression<string> = sql<string>`${sql.ref(column)}`;
        for (const separator of SEPARATORS) bare = sql<string>`replace(${bare}, ${sql.lit(separator)}, '')`;
        return sql<boolean>`${bare} in (${sql.join(forms)})`;
      }),
    );
}
