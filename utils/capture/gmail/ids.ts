/**
 * Three families of ids name one Gmail message: the legacy hex id (16 hex digits, also the id of the Gmail API), the
 * server's sync id `msg-f:<the same number in decimal>`, and the client's sync id `msg-a:r…` for what was written here,
 * which cannot be converted. Threads have the same three.
 */

/** `msg-a:bump-…` marks a thread's place in lists and is no message. */
const messageIdPattern = /^msg-(?:f:\d{15,20}|a:(?!bump)[A-Za-z0-9_:-]{1,80})$/;
const threadIdPattern = /^thread-(?:f:\d{15,20}|a:(?!bump)[A-Za-z0-9_:-]{1,80})$/;
const legacyHexPattern = /^[0-9a-f]{14,16}$/;

/** Behind these bits stands the server's time in ms. */
const TIME_SHIFT = 20n;

export function isMessageId(text: unknown): text is string {
  return typeof text === 'string' && messageIdPattern.test(text);
}

export function isThreadId(text: unknown): text is string {
  return typeof text === 'string' && threadIdPattern.test(text);
}

export function isLegacyHex(text: unknown): text is string {
  return typeof text === 'string' && legacyHexPattern.test(text);
}

/**
 * A message id as attributes and fields write it: perhaps with `#` before it, perhaps the useless text `undefined`,
 * perhaps behind a thread and a bar (conversation view off).
 */
export function parseMessageId(text: string | null | undefined): string | undefined {
  const id = (text ?? '').replace(/^#/, '').split('|').at(-1);
  return isMessageId(id) ? id : undefined;
}

/** A thread id as attributes and fields write it; what follows a bar is a message and is cut. */
export function parseThreadId(text: string | null | undefined): string | undefined {
  const id = (text ?? '').replace(/^#/, '').split('|')[0];
  return isThreadId(id) ? id : undefined;
}

export function parseLegacyHex(text: string | null | undefined): string | undefined {
  const hex = (text ?? '').replace(/^#/, '').toLowerCase();
  return isLegacyHex(hex) ? hex : undefined;
}

/** Legacy hex of a decimal id, which texts of older years have instead. */
export function toLegacyHex(decimal: unknown): string | undefined {
  if (typeof decimal !== 'string' || !/^\d{15,20}$/.test(decimal)) return undefined;
  const hex = BigInt(decimal).toString(16);
  return isLegacyHex(hex) ? hex : undefined;
}

/** Legacy hex of a server-made sync id, of a message or a thread; undefined for client-made ids. */
export function legacyHexOf(syncId: string): string | undefined {
  const decimal = /^(?:msg|thread)-f:(\d+)$/.exec(syncId)?.[1];
  return decimal === undefined ? undefined : toLegacyHex(decimal);
}

export function messageIdOf(legacyHex: string): string {
  return `msg-f:${BigInt(`0x${legacyHex}`)}`;
}

export function threadIdOf(legacyHex: string): string {
  return `thread-f:${BigInt(`0x${legacyHex}`)}`;
}

/** When the server took the message, ms since the epoch: the upper bits of its legacy id. Needs no date text. */
export function timeOfLegacyHex(legacyHex: string): number {
  return Number(BigInt(`0x${legacyHex}`) >> TIME_SHIFT);
}
