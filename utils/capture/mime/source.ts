const LF = 0x0a;
const CR = 0x0d;

/** Header lines beyond this are a bomb; real ones stay below a tenth of it. */
export const MAX_HEADER_BYTES = 1024 * 1024;

/** The source without what some exporters put before it: byte-order mark, blank lines, the `From ` line of an mbox. */
export function trimStart(source: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let at = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  while (at < source.length && [CR, LF, 0x20, 0x09].includes(source[at] ?? 0)) at++;
  const beginning = new TextDecoder('latin1').decode(source.subarray(at, at + 6));
  if (/^>?From /.test(beginning)) {
    const end = source.indexOf(LF, at);
    at = end < 0 ? source.length : end + 1;
  }
  return source.subarray(at);
}

/** The header lines alone, cut at a whole line where there are too many. */
export function headerBytes(source: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let end = 0;
  while (end < source.length) {
    const lineEnd = source.indexOf(LF, end);
    const next = lineEnd < 0 ? source.length : lineEnd + 1;
    const isBlank = source[end] === LF || (source[end] === CR && source[end + 1] === LF);
    if (isBlank || next > MAX_HEADER_BYTES) break;
    end = next;
  }
  return source.subarray(0, end);
}
