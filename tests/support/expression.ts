/**
 * A call of `fn` as one expression, for the only form of evaluation that both browsers' protocols take and that no
 * page's content security policy stops. `fn` is self-contained; the arguments are JSON.
 */
export function toExpression(fn: (...args: never[]) => unknown, args: readonly unknown[]): string {
  const list = args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ');
  return `(${fn})(${list})`;
}
