import type { SlicedWork } from '../../sliced-work.ts';

/** Bytes of base64 between two yields. */
const STEP = 64 * 1024;
const SKIP = 255;
const END = 254;

const values = new Uint8Array(256).fill(SKIP);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  values[char.charCodeAt(0)] = value;
}
values['='.charCodeAt(0)] = END;

/**
 * Reads base64 as it stands in JSON: line ends and the backslash before an escaped slash are passed over. Ends at the first
 * `=`. In steps, since a message may be 64 MB.
 */
export function* decodeBase64(text: Uint8Array): SlicedWork<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let position = 0; position < text.length; position += 1) {
    if (position % STEP === 0) yield;
    const code = text[position] ?? 0;
    const value = values[code] ?? SKIP;
    if (value === END) break;
    if (value === SKIP) {
      // Line ends are written as a backslash and a letter, which is no base64.
      if (code === 92 && text[position + 1] !== 47) position += 1;
      continue;
    }
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[length] = (bits >> held) & 255;
      length += 1;
      bits &= (1 << held) - 1;
    }
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
}
