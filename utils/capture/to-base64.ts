/** Arguments a call takes without trouble in every browser. */
const CHUNK = 0x8000;

/** Base64 of bytes; a piece at a time, since strings of this size are held twice while being made. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}
