/** What bytes 0x80 to 0x9f mean in windows-1252, where they differ from their own number. */
const WINDOWS_1252 = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i))].map((char, i) => [
    char.charCodeAt(0),
    0x80 + i,
  ]),
);

/** A lead byte of UTF-8 and a byte that may follow it, as windows-1252 shows them: `Ã©`, `â€`. */
const LOOKS_LIKE_UTF8 = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/;

/**
 * Repairs UTF-8 that was labelled `us-ascii`, `iso-8859-1`, not at all, or with a name nobody knows, and so was read
 * as windows-1252. Only where every character could have come from such a mistake; everything else stays as it is.
 */
export function repairMislabelledUtf8(text: string): string {
  if (!LOOKS_LIKE_UTF8.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = WINDOWS_1252.get(code) ?? code;
    if (byte > 0xff) return text;
    bytes[i] = byte;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}
