/** `never-log-address` → `neverLogAddress`, on the level of types. */
type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/**
 * Name of a rule, reason or step as part of a key in the locales. Browsers allow letters, digits, `_` and `@` in the
 * names of messages, so hyphens have to go.
 */
export function toTextKey<S extends string>(name: S): CamelCase<S> {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<S>;
}
