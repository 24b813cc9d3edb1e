/** Something a person must do before the commands can run; the message is the sentence shown to them. */
export class SetUpError extends Error {
  /** @override */
  name = 'SetUpError';
}
