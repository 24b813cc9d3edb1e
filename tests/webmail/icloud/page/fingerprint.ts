const PRIME = 0x01000193;

function fnv(seed: number, pieces: Uint8Array[]): number {
  let value = seed;
  for (const piece of pieces) {
    for (const byte of piece) value = Math.imul(value ^ byte, PRIME);
  }
  return value >>> 0;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A short name for a request: the same for one that is equal byte by byte, and hardly ever for another. */
export function fingerprint(method: string, url: string, body: Uint8Array): string {
  const pieces = [text(`${method}\n${new URL(url).href}\n`), body];
  return [0x811c9dc5, 0x1234567].map((seed) => fnv(seed, pieces).toString(16).padStart(8, '0')).join('');
}

/** The same for what a browser asks beforehand, when no body is known yet. */
export const preflightFingerprint = (method: string, url: string): string =>
  fingerprint(`before ${method}`, url, new Uint8Array());
