/** RFC 5322 allows 998 characters a line; the first line of a source is a header field. */
export const FIRST_LINE_BYTES = 998;
const headerLine = /^(?:From [^\r\n]+\r?\n)?[!-9;-~]{1,76}:[^\r\n]*/;

/** Whether bytes begin like a message and not like a page that says why there is none. */
export function looksLikeSource(bytes: Uint8Array): boolean {
  const start = Array.from(bytes.subarray(0, FIRST_LINE_BYTES), (byte) => String.fromCharCode(byte)).join('');
  return headerLine.test(start.replace(/^(?:\xef\xbb\xbf)?[\r\n]*/, ''));
}
