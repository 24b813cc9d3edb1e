/** Consonants in both cases, without vowels and y: the digits of the numbers in the address bar. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function rewrite(text: string, from: string, to: string): string | undefined {
  let value = 0n;
  for (const letter of text) {
    const digit = from.indexOf(letter);
    if (digit < 0) return undefined;
    value = value * BigInt(from.length) + BigInt(digit);
  }
  let written = '';
  for (; value > 0n; value /= BigInt(to.length)) written = to[Number(value % BigInt(to.length))] + written;
  return written;
}

/** Writes a thread's name, such as `f:1234`, the way it stands in the address bar. */
export function encodeToken(name: string): string {
  return rewrite(btoa(name).replaceAll('=', ''), BASE64, LETTERS) ?? '';
}

/** Reads what {@link encodeToken} wrote; undefined when it is something else. */
export function decodeToken(token: string): string | undefined {
  const base64 = rewrite(token, LETTERS, BASE64);
  if (base64 === undefined) return undefined;
  try {
    const name = atob(base64);
    return /^[af]:r?-?\d+([|+]msg-[af]:r?-?\d+)?$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
