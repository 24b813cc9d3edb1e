import type { Address } from '../../../model/address.ts';

/** Headers of real mail are a hundredth of this. */
const MAX_HEADER_BYTES = 256 * 1024;

/**
 * The source of a sent message with the blind copies the rep has written, as a mail program would have filed it. A copy that
 * names blind copies itself is left as it is, and so is one that does not begin with a header field.
 */
export function withBcc(source: Uint8Array<ArrayBuffer>, bcc: readonly Address[]): Uint8Array<ArrayBuffer> {
  if (bcc.length === 0) return source;
  const head = new TextDecoder('latin1').decode(source.subarray(0, MAX_HEADER_BYTES));
  const headers = head.slice(0, /\r?\n\r?\n/.exec(head)?.index ?? head.length);
  if (!/^[!-9;-~]{1,76}:/.test(headers) || /^bcc:/im.test(headers)) return source;
  const line = new TextEncoder().encode(`Bcc: ${bcc.map(({ email }) => email).join(',\r\n ')}\r\n`);
  const filed = new Uint8Array(line.length + source.length);
  filed.set(line);
  filed.set(source, line.length);
  return filed;
}
