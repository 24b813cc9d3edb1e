/** What became of one request in the signed-in session, named for what to do next. */
export type SessionAnswer =
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'signed-out' }
  | { kind: 'gone' }
  /** Not allowed, such as by an administrator: asking again is in vain. */
  | { kind: 'refused' }
  | { kind: 'too-large' }
  /** No answer, or one this page may not read. */
  | { kind: 'unreachable' }
  | { kind: 'failed' };
