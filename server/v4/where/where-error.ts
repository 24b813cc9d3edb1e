/** A filter that cannot be read or does not fit the entity. The API answers 400 with code 901. */
export class WhereError extends Error {
  override readonly name = 'WhereError';
}
