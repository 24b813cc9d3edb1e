/**
 * Ids of Exchange are base64 and come in two spellings: with `/` and `+` in the service of the page, with `-` and `_` in
 * addresses and REST. Both name the same thing, so they are compared, kept and reported in one: the first.
 */

/** Shorter ids have not been seen; longer ones would not fit a reference. */
const idPattern = /^[A-Za-z0-9+/]{16,598}={0,2}$/;

/** How ids begin that stay when a message moves, also from Drafts to Sent Items. */
const IMMUTABLE_START = 'AAkALg';

/** How ids of conversations begin; with conversations switched off an address holds the id of an item instead. */
const conversationStart = /^A[AQ]Qk/;

/** An id in its normal form; undefined for anything else. */
export function parseId(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 600) return undefined;
  const id = value.replaceAll('-', '/').replaceAll('_', '+');
  return idPattern.test(id) ? id : undefined;
}

export function isImmutableId(id: string): boolean {
  return id.startsWith(IMMUTABLE_START);
}

/** The conversation an address of the page names, if it names one: a hint of what is open, and nothing more. */
export function conversationOfPath(pathname: string): string | undefined {
  const written = /\/(?:id|rp|read)\/([^/?#]+)/.exec(pathname)?.[1];
  if (written === undefined) return undefined;
  try {
    const id = parseId(decodeURIComponent(written));
    return id !== undefined && conversationStart.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
